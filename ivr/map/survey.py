"""What a map is drawn from: a project as it is served, its clips, its approvals, its journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.call import Spoken
from ivr.journal import measures as met
from ivr.journal.figures import Period, Question, figures
from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.map import graph
from ivr.map.drawing.boxes import Shades
from ivr.map.drawing.labels import Labels
from ivr.map.drawing.lenses import Lens, by_callers, by_seconds, by_sound, by_texts
from ivr.map.graph import Map, drawn
from ivr.map.seconds import Times, times
from ivr.map.tree import Tree, tree
from ivr.proof.timing.lengths import Lengths
from ivr.serving.assembly import Assembly
from ivr.translation.sources import to_look_at
from ivr.translation.status import drafts


@dataclass(frozen=True, slots=True)
class Callers:
    """How many callers came to each place of a municipality in a period.

    ``numbers`` are those that may be told; ``calls`` are all, None where they are too few.
    """

    period: Period
    calls: int | None
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Survey:
    """A map with everything that lenses show of it."""

    root: Path
    assembly: Assembly
    map: Map
    tree: Tree
    times: Times
    lengths: Lengths

    def shades(self, lens: Lens, labels: Labels, callers: Callers | None = None) -> Shades:
        """Return what a lens shows; raises BadApprovals for a damaged file of approvals."""
        language, loaded = self.map.asked.language, self.assembly.loaded
        match lens:
            case "sound":
                return by_sound(self.map, self.engine, labels)
            case "texts":
                looked = to_look_at(loaded, self.root, language)
                unapproved = drafts(loaded, self.root, language)
                return by_texts(self.map, unapproved, looked, labels)
            case "callers" if callers is not None:
                return by_callers(self.map, callers.numbers, callers.calls, labels)
            case "callers":
                return {}
            case _:
                return by_seconds(self.times, labels)

    def engine(self, spoken: Spoken) -> str | None:
        """Return the engine whose clip says a prompt, or None where there is none to be heard."""
        clip = self.assembly.clips.playable(spoken)
        return None if clip is None else clip.engine


def survey(assembly: Assembly, root: Path, called: str, language: str, at: dt.datetime) -> Survey:
    """Return the map of calls to a number, in a language, at an aware moment."""
    hotline = assembly.hotline
    asked = graph.Question(hotline, called, language, at, assembly.can_be_heard)
    lengths = Lengths.read(assembly.clips.manifest, hotline)
    map_ = drawn(asked)
    return Survey(root, assembly, map_, tree(map_), times(map_, lengths), lengths)


def callers(settings: JournalSettings, map_: Map, period: Period, today: dt.date) -> Callers:
    """Return how many callers came to each place of a map's municipality in some days.

    The journal tells of no language apart, so they are those of all.

    Raises:
        StoreAwayError: There is no journal, or it cannot be read.
    """
    zone, key = map_.asked.hotline.timezone, map_.asked.municipality.key
    asked = Question(period, zone, today, key, settings.threshold, (met.CALLS, met.PLACE))
    store = Store.open(settings.database, zone, make=False)
    try:
        with store.reading() as connection:
            found = figures(connection, asked)
    finally:
        store.close()
    return Callers(period, found.calls, found.tables[met.PLACE].numbers)
