"""Command line: `python -m training {prepare,train} --data FOLDER --out FOLDER`."""

import argparse
from pathlib import Path


def main() -> None:
    """Parse the arguments and run one step."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=["prepare", "train"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--minutes", type=float, default=70.0)
    args = parser.parse_args()
    if args.step == "prepare":
        from training.prepare import prepare

        for source, count in sorted(prepare(args.data, args.out).items()):
            print(f"{count:7d}  {source}")
    else:
        from training.train import Settings, train

        train(args.out, args.encoder, Settings(minutes=args.minutes))


if __name__ == "__main__":
    main()
