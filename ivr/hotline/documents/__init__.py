"""The shape of every YAML file, as its editor writes it.

The loader checks against these models and nothing else; what one file says about
another (a choice that goes nowhere) is checked in `ivr.hotline.references`. The same
models, with the words below each option, are what editing programs complete and check
with (`ivr.hotline.schema`); ``json_schema_extra`` tells them what the loader checks later.
"""

from ivr.hotline.documents.announcements import AnnouncementDocument, AnnouncementsDocument
from ivr.hotline.documents.budgets import BudgetDocument, BudgetsDocument
from ivr.hotline.documents.catalogue import (
    KEY_WORDS,
    CatalogueDocument,
    PromptDocument,
    VoiceDocument,
)
from ivr.hotline.documents.facts import FactDocument, FactsDocument
from ivr.hotline.documents.hotline import HotlineDocument
from ivr.hotline.documents.menu import KEYS, ChoiceDocument, MenuDocument, StepDocument
from ivr.hotline.documents.municipality import MunicipalityDocument, NumberDocument
from ivr.hotline.documents.services import ServiceDocument, ServicesDocument
from ivr.hotline.documents.shared import Document, Go, Names

__all__ = [
    "KEYS",
    "KEY_WORDS",
    "AnnouncementDocument",
    "AnnouncementsDocument",
    "BudgetDocument",
    "BudgetsDocument",
    "CatalogueDocument",
    "ChoiceDocument",
    "Document",
    "FactDocument",
    "FactsDocument",
    "Go",
    "HotlineDocument",
    "MenuDocument",
    "MunicipalityDocument",
    "Names",
    "NumberDocument",
    "PromptDocument",
    "ServiceDocument",
    "ServicesDocument",
    "StepDocument",
    "VoiceDocument",
]
