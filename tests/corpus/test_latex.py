"""LaTeX: what a reader of the typeset document sees, with its sections, lists and tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant
from qa.corpus import Unreadable
from qa.corpus.latex import read_latex

LATEX = r"""
\documentclass[11pt]{article}
\usepackage{amsmath}
\newcommand{\sys}{LampDB\xspace}
\newcommand{\half}[1]{#1/2}
\def\R{\mathbb{R}}
\title[Lamps]{A Study of \emph{Lamps}\thanks{Paid for by the harbour.}}
\author{Ida Holm \and Per Nord}
\date{2024-05-03}
\begin{document}
\maketitle
\begin{abstract}
We show that lamps burn $3.5 \times 10^2$ hours~\cite[p.~3]{holm2020}.
\end{abstract}
\section{Introduction}\label{sec:intro}
The lamp of \sys was lit in 1821 --- by \textbf{Agnes}
Thorold\footnote{She kept bees.}. % nobody knows why
See Section~\ref{sec:costs}. It cost 50\,\% more.

``Quoted'', na\"{\i}ve caf\'e, \href{http://example.org}{a link}\index{link!to nothing}.
\begin{itemize}
  \item The wick is cut at dawn.
  \item[Oil] is brought at dusk.
\end{itemize}
\begin{equation}\label{eq:1} E = mc^2 \end{equation}
\begin{comment} Not to be printed. \end{comment}
\subsection*{Costs}
\begin{table}[ht]
  \caption{Prices of oil}
  \begin{tabular}{l|r}
    \hline Year & Price in crowns \\ \hline
    1820 & 4 \\ 1821 & \textbf{5} \\
  \end{tabular}
\end{table}
\begin{theorem}[Holm] Every lamp burns in $\R$. \end{theorem}
\input{/etc/passwd}\include{../other}
\begin{verbatim}
light --now
\end{verbatim}
\begin{thebibliography}{9}
\bibitem{holm2020} I. Holm. On wicks. 2020.
\end{thebibliography}
\end{document}
Not seen.
"""

TEXT = """A Study of Lamps

Abstract

We show that lamps burn 3.5 × 10^2 hours [holm2020].

Introduction

The lamp of LampDB was lit in 1821 — by Agnes Thorold. See Section [sec:costs]. It cost 50 % more.

She kept bees.

“Quoted”, naïve café, a link.

• The wick is cut at dawn.

• Oil: is brought at dusk.

E = mc^2

Costs

Prices of oil

Year: 1820; Price in crowns: 4
Year: 1821; Price in crowns: 5

Theorem (Holm). Every lamp burns in ℝ.

```
light --now
```

• [holm2020] I. Holm. On wicks. 2020.

"""


def test_a_file_is_read_as_it_would_be_set() -> None:
    found = read_latex(LATEX.encode())
    assert found.text == TEXT
    assert (found.title, found.date) == ("A Study of Lamps", "2024-05-03")
    labels = {found.text[place.start :].split("\n")[0]: place.label for place in found.places}
    assert labels["Abstract"] == "A Study of Lamps › Abstract"
    assert labels["Costs"] == "A Study of Lamps › Introduction › Costs"
    row = labels["Year: 1821; Price in crowns: 5"]
    assert row == "A Study of Lamps › Introduction › Costs, row 3"


def test_a_chapter_that_another_file_puts_in_is_a_document() -> None:
    found = read_latex(b"\\chapter{Wicks}\nA wick of \\emph{cotton} burns {\\it longer}.\n")
    assert found.text == "Wicks\n\nA wick of cotton burns longer.\n\n"
    assert found.places[0].label == "Wicks"


def test_what_other_files_are_set_with_is_no_text() -> None:
    source = b"".join(b"\\newcommand{\\lamp%c}[1]{\\mathrm{lamp}_{#1}}\n" % at for at in b"abcdef")
    with pytest.raises(Unreadable, match="it holds what other files are set with, and no text"):
        read_latex(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"An {open brace and $a math", "An open brace and a math"),
        (r"\begin{itemize}\item One \item Two", "• One\n\n• Two"),
        (r"\newcommand{\a}{\a\a} Then \a is \a.", "Then is."),
        (r"\section", ""),
        (r"100\% of \$5 \& \#3 \_ \{x\}", "100% of $5 & #3 _ {x}"),
        (r"\foo{kept} \baz[no]{kept too}", "kept [no]kept too"),
        (r"a \\ b \\[2pt] c", "a b c"),
        (
            "\\begin{lstlisting}[language=C]\na % b $ {\n\\end{lstlisting}\nThen $x$.",
            "```\na % b $ {\n```\n\nThen x.",
        ),
        (r"\begin{verbatim} $ never closed {", "never closed"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
    ],
)
def test_odd_sources_end_well(source: str, text: str) -> None:
    assert read_latex(source.encode()).text.strip() == text


def test_an_answer_from_latex_is_pinned(tmp_path: Path) -> None:
    (tmp_path / "lamps.tex").write_text(LATEX, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path)
    answer = assistant.ask("When was the lamp of LampDB lit?")
    assert answer.short is not None
    assert answer.short.text == "1821"
    cited = answer.citations[0]
    assert cited.where == "A Study of Lamps › Introduction"
    document = assistant.index.document("lamps.tex")
    assert document.text[cited.start : cited.end] == cited.quote
