"""What the journal says to those who run the hotline: numbers in which nobody can be found."""

from ivr.journal.figures.figures import Figures, Question, Rows, Waiting, figures
from ivr.journal.figures.period import Period

__all__ = ["Figures", "Period", "Question", "Rows", "Waiting", "figures"]
