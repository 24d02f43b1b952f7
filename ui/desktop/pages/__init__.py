"""The pages there are, in the order of the rail. A page makes itself known by one line here."""

from __future__ import annotations

from ui.checks import checks_waiting, look_on
from ui.desktop.news import backup_news, county_news, sheet_news, stick_news, waiting_for_county
from ui.desktop.page import PageSpec, StatusSource
from ui.desktop.pages.checks.page import ChecksPage
from ui.desktop.pages.copying.page import CopyingPage
from ui.desktop.pages.counselling.page import CounsellingPage
from ui.desktop.pages.differences.page import DifferencesPage
from ui.desktop.pages.exchange.page import ExchangePage
from ui.desktop.pages.help import HelpPage
from ui.desktop.pages.history.page import HistoryPage
from ui.desktop.pages.households.page import HouseholdsPage
from ui.desktop.pages.importing import ImportPage
from ui.desktop.pages.ledger.page import LedgerPage
from ui.desktop.pages.ledger.register import RegisterPage
from ui.desktop.pages.letters.page import LettersPage
from ui.desktop.pages.month.page import MonthPage
from ui.desktop.pages.office.benefits import BenefitsPage
from ui.desktop.pages.office.outreach import OutreachPage
from ui.desktop.pages.office.papers import BenefitPapersPage
from ui.desktop.pages.papers.page import PapersPage
from ui.desktop.pages.reconciling.page import ReconcilingPage
from ui.desktop.pages.restore.page import RestorePage
from ui.desktop.pages.rights.erase import ErasePage
from ui.desktop.pages.rights.papers import RightsPapersPage
from ui.desktop.pages.rights.requests import RequestsPage
from ui.desktop.pages.rights.retention import RetentionPage
from ui.desktop.pages.sampling.page import SamplingPage
from ui.desktop.pages.settings.audit import AuditPage
from ui.desktop.pages.settings.page import SettingsPage
from ui.desktop.pages.settings.village import VillagePage
from ui.desktop.pages.supplies.page import SupplyPage, supplies_waiting
from ui.desktop.pages.supplies.papers import SupplyPapersPage
from ui.desktop.pages.today.page import TodayPage
from ui.desktop.pages.today.round import open_followups
from ui.desktop.pages.today.round_entry import RoundEntryPage
from ui.desktop.pages.today.sheet import RoundSheetPage
from ui.desktop.pages.today.slips import SlipsPage
from ui.desktop.pages.visit.page import VisitPage
from ui.desktop.pages.woman.page import WomanPage
from ui.differences import differences_waiting
from ui.letters import letters_waiting

PAGES: tuple[PageSpec, ...] = (
    PageSpec("today", "page.today", TodayPage, shortcut="F3", badge=open_followups, for_helper=True),
    PageSpec("round", "page.round", RoundSheetPage, under="today"),
    PageSpec("round_entry", "page.round_entry", RoundEntryPage, under="today"),
    PageSpec("slips", "page.slips", SlipsPage, under="today"),
    PageSpec("visit", "page.visit", VisitPage, under="today"),
    PageSpec("ledger", "page.ledger", LedgerPage, shortcut="F4", searches=True, for_helper=True),
    PageSpec("import", "page.import", ImportPage, under="ledger"),
    PageSpec("register", "page.register", RegisterPage, under="ledger"),
    PageSpec("woman", "page.woman", WomanPage, under="ledger", for_helper=True),
    PageSpec("counselling", "page.counselling", CounsellingPage, under="ledger"),
    PageSpec("households", "page.households", HouseholdsPage, under="ledger"),
    PageSpec("benefits", "page.benefits", BenefitsPage, under="ledger"),
    PageSpec("benefit_papers", "page.benefit_papers", BenefitPapersPage, under="ledger"),
    PageSpec("outreach", "page.outreach", OutreachPage, under="ledger"),
    PageSpec("requests", "page.requests", RequestsPage, under="ledger"),
    PageSpec("rights_papers", "page.rights_papers", RightsPapersPage, under="ledger"),
    PageSpec("erase", "page.erase", ErasePage, under="ledger"),
    PageSpec("retention", "page.retention", RetentionPage, under="ledger"),
    PageSpec("supplies", "page.supplies", SupplyPage, shortcut="F5", badge=supplies_waiting),
    PageSpec("supply_papers", "page.supply_papers", SupplyPapersPage, under="supplies"),
    PageSpec("month", "page.month", MonthPage, shortcut="F6"),
    PageSpec("papers", "page.papers", PapersPage, shortcut="F10"),
    PageSpec("copying", "page.copying", CopyingPage, under="month", shortcut="Ctrl+F6"),
    PageSpec("reconciling", "page.reconciling", ReconcilingPage, under="month", shortcut="Ctrl+F7"),
    PageSpec("sampling", "page.sampling", SamplingPage, under="month", shortcut="Ctrl+F8"),
    PageSpec("exchange", "page.exchange", ExchangePage, shortcut="F7", badge=waiting_for_county),
    PageSpec(
        "differences", "page.differences", DifferencesPage, under="exchange", badge=differences_waiting, quiet=True
    ),
    PageSpec("letters", "page.letters", LettersPage, under="exchange", badge=letters_waiting),
    PageSpec("checks", "page.checks", ChecksPage, shortcut="F8", badge=checks_waiting, ahead=look_on),
    PageSpec("settings", "page.settings", SettingsPage, shortcut="F9", for_helper=True),
    PageSpec("history", "page.history", HistoryPage, under="settings"),
    PageSpec("restore", "page.restore", RestorePage, under="settings"),
    PageSpec("audit", "page.audit", AuditPage, under="settings"),
    PageSpec("village", "page.village", VillagePage, under="settings"),
    PageSpec("help", "page.help", HelpPage, shortcut="F1", under="settings", for_helper=True),
)

SOURCES: tuple[StatusSource, ...] = (county_news, backup_news, stick_news, sheet_news)
"""What stands at the foot of the window, from left to right."""
