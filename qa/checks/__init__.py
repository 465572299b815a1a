"""A sentence and the source sentences → those that support it, or why none does.

    bare.py         the sentence without words that say nothing of their own
    facts.py        what is compared of a text
    order.py        who did it to whom
    check.py        a sentence, a source sentence → why the second does not support the first
    subjects.py     a sentence → its subject, where that is plain
    clauses.py      a sentence of two whole clauses → the two
    references.py   "it", "she" → the name it stands for, where that is plain
    attribution.py  a sentence that names its document → what it says, and the places that name it
    evidence.py     a sentence → the source sentences that support it together

Rules and strings; what rules do not tell is asked of a judge. Makes no citations.
"""
