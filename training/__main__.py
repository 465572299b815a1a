"""Command line of the reader's training.

python -m training all --data FOLDER --out FOLDER --weights FOLDER
does every step in turn: prepare, train, export, fit, evaluate. Each is also a command of its own.
`fit` prints the constants of qa/drafting (selection, confidence, extractive) for new weights.

--data holds the published sets, --out takes examples and checkpoints, --encoder is a folder with
the starting encoder (default: the packaged all-MiniLM-L6-v2), --weights is what is shipped (fit
and evaluate take the weights in use if it is left out).
"""

import argparse
from pathlib import Path

from qa.embedding import default_folder

STEPS = ("prepare", "train", "export", "fit", "evaluate")


def main() -> None:
    """Parse the arguments and run one step, or all of them in order."""
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=[*STEPS, "all"])
    parser.add_argument("--data", type=Path, help="folder of published sets")
    parser.add_argument("--out", type=Path, help="folder for examples and checkpoints")
    parser.add_argument(
        "--encoder", type=Path, default=default_folder(), help="folder of the starting encoder"
    )
    parser.add_argument("--weights", type=Path, help="folder of the shipped weights")
    parser.add_argument("--squad", type=Path, help="a file of SQuAD 2.0 to learn from besides")
    parser.add_argument("--minutes", type=float, default=77.0, help="length of the training run")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak rate of the encoder")
    parser.add_argument("--start", type=Path, help="train on from this checkpoint")
    parser.add_argument("--questions", type=int, help="measure on this many SQuAD questions only")
    args = parser.parse_args()
    needs = {
        "prepare": ("data", "out"),
        "train": ("out",),
        "export": ("out", "weights"),
        "fit": ("data", "out"),
        "evaluate": ("data",),
    }
    for step in STEPS if args.step == "all" else (args.step,):
        missing = [name for name in needs[step] if getattr(args, name) is None]
        if missing:
            parser.error(f"{step} needs " + ", ".join(f"--{name} FOLDER" for name in missing))
        RUN[step](args)


def _prepare(args: argparse.Namespace) -> None:
    from training.prepare import prepare

    for source, count in sorted(prepare(args.data, args.out, args.squad).items()):
        print(f"{count:7d}  {source}")


def _train(args: argparse.Namespace) -> None:
    from training.train import Settings, train

    settings = Settings(
        minutes=args.minutes,
        rate=args.rate,
        head_rate=args.rate * 10 / 3,
        late_from=0.0 if args.start else 0.5,  # a run that goes on stays with the second shares
    )
    train(args.out, args.encoder, settings, args.start)


def _export(args: argparse.Namespace) -> None:
    from training.calibrate import calibrate
    from training.export import export

    export(args.out / "average.safetensors", args.encoder, args.weights)
    calibrate(args.out / "held_out.jsonl", args.weights)


def _fit(args: argparse.Namespace) -> None:
    from qa.reader import Reader
    from training.examples import write_examples
    from training.fit import fit
    from training.situations import situations

    path, held_out = args.out / "situations.jsonl", args.out / "held_out.jsonl"
    reader = Reader.load(args.weights)
    write_examples(path, situations(args.data, held_out, args.out / "fit", reader))
    fit(path)


def _evaluate(args: argparse.Namespace) -> None:
    from qa.reader import Reader
    from training import evaluate, evaluate_support

    reader = Reader.load(args.weights)
    squad = evaluate.read_squad(args.data, args.questions)
    evaluate.show_squad(reader, squad)
    evaluate.show_sentences(reader, squad)
    evaluate.show_clapnq(reader, args.data)
    evaluate_support.show_benchmarks(reader, args.data, args.encoder)
    evaluate_support.show_perturbations(reader, args.data)
    evaluate.show_speed(reader, squad)


RUN = {
    "prepare": _prepare,
    "train": _train,
    "export": _export,
    "fit": _fit,
    "evaluate": _evaluate,
}

if __name__ == "__main__":
    main()
