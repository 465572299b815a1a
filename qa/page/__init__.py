"""The chat page: what a browser shows of an `Assistant`, and what it may ask of it.

Its modules:

    layout      the Gradio page, put together
    handlers    what happens on its events
    chat        a question from the page → the conversation, step by step
    markup      an answer → Markdown in which no source text can act
    service     what the page's script may ask of the server
    sources     a place in a document → the text around it, cut for highlighting
    pictures    a page of a PDF → its picture, the cited words marked
    filters     the fields of "Limit to…" → a filter, and how it reads
    picker      who can write the answers, and who cannot be reached
    library     the documents of one session: the corpus and its own uploads
    sessions    which browser is which, and what it has asked
    export      answers as plain text, Markdown and JSON; the passages considered
    feedback    thumbs → lines of a file
    examples    questions that the documents at hand do answer
    security    what the server lets in, and the headers it sends
    assets/     the page's own script, style and static HTML
"""
