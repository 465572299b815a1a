"""Footnote's search behind LangChain's retriever interface, for use in other pipelines."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from qa.records import Hit


class PassageRetriever(BaseRetriever):
    """Passages as LangChain documents; the metadata says where each one stands."""

    search: Callable[[str], tuple[Hit, ...]]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                page_content=hit.passage.text,
                id=hit.passage.id,
                metadata={
                    "document_id": hit.passage.document_id,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "where": hit.passage.where,
                    "score": hit.score,
                    "rank": hit.rank,
                },
            )
            for hit in self.search(query)
        ]
