"""The shape of every YAML file, as its editor writes it.

The loader checks against these models and nothing else; what one file says about
another (a choice that goes nowhere) is checked in `ivr.definition.checks.references`. The same
models, with the words below each option, are what editing programs complete and check
with (`ivr.definition.editor_schema`); ``json_schema_extra`` tells what the loader checks later.
"""

from ivr.definition.documents.announcements import AnnouncementDocument, AnnouncementsDocument
from ivr.definition.documents.budgets import BudgetDocument, BudgetsDocument
from ivr.definition.documents.catalogue import (
    KEY_WORDS,
    CatalogueDocument,
    PromptDocument,
    SpeechDocument,
    VoiceDocument,
)
from ivr.definition.documents.directories import DirectoryDocument, ListedDocument, PlaceDocument
from ivr.definition.documents.facts import FactDocument, FactsDocument, LaterDocument
from ivr.definition.documents.hotline import HotlineDocument
from ivr.definition.documents.menu import (
    KEYS,
    ChoiceDocument,
    MenuDocument,
    StepDocument,
)
from ivr.definition.documents.municipality import MunicipalityDocument, NumberDocument
from ivr.definition.documents.services import RouteDocument, ServiceDocument, ServicesDocument
from ivr.definition.documents.shared import Document, Go, Names

__all__ = [
    "KEYS",
    "KEY_WORDS",
    "AnnouncementDocument",
    "AnnouncementsDocument",
    "BudgetDocument",
    "BudgetsDocument",
    "CatalogueDocument",
    "ChoiceDocument",
    "DirectoryDocument",
    "Document",
    "FactDocument",
    "FactsDocument",
    "Go",
    "HotlineDocument",
    "LaterDocument",
    "ListedDocument",
    "MenuDocument",
    "MunicipalityDocument",
    "Names",
    "NumberDocument",
    "PlaceDocument",
    "PromptDocument",
    "RouteDocument",
    "ServiceDocument",
    "ServicesDocument",
    "SpeechDocument",
    "StepDocument",
    "VoiceDocument",
]
