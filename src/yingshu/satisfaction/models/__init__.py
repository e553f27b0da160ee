"""Questionnaires, waves with their frame, answers, and what the figures are read from."""

from .answer import Answer, Partial, Remark, Response, ScoreEntry
from .falsification import Falsification
from .questionnaire import Item, ItemGroup, Questionnaire, QuestionnaireVersion
from .result import AnalysisReport, Contact, Finding, Improvement, ReportReader
from .tally import PairTally, ScoreTally, Sent, Tally
from .wave import Invitation, Stratum, Wave, WaveTask

__all__ = ["AnalysisReport", "Answer", "Contact", "Falsification", "Finding", "Improvement", "Invitation", "Item", "ItemGroup",
           "PairTally", "Partial", "Questionnaire", "QuestionnaireVersion", "Remark", "ReportReader", "Response", "ScoreEntry",
           "ScoreTally", "Sent", "Stratum", "Tally", "Wave", "WaveTask"]
