"""Gold questions drafted from a user's own documents, for a person to accept or reject.

english.py    verbs and function words
clauses.py    a sentence → subject, verb and rest
questions.py  a sentence → questions, each with its answer's place
drafting.py   documents → candidates: round trip, near misses
chat.py       a chat model's candidates
sources.py    a folder, a model's name and a feedback file → candidates and documents
ledger.py     what was accepted and rejected
terminal.py   candidates in a terminal
page.py       candidates in a page
"""
