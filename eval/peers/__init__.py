"""The same questions through what one would otherwise pick: other retrieval pipelines.

Each is run as its own documentation recommends, with the same embedder, in an environment of its
own, and graded by the same measures as this project, which runs beside them. Nothing here knows
how a peer works inside: a small script in `workers/` builds its pipeline, the rest sees passages.
"""
