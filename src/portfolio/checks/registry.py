"""Every check, in the order in which findings are told."""

from __future__ import annotations

from portfolio.checks.book.files import StrayFile
from portfolio.checks.book.links import Contents, InternalLink
from portfolio.checks.book.pages import (
    FigureCaption,
    HeadingOrder,
    PageLanguage,
    PictureAlternative,
    TableHeader,
)
from portfolio.checks.book.whole import (
    DatasetCard,
    KeptResult,
    LockedResult,
    MassDeletion,
    PageWeight,
    QuotedNumber,
)
from portfolio.checks.check import Check, FileCheck, SiteCheck
from portfolio.checks.content.active import ActiveHtml
from portfolio.checks.content.errors_shown import LibraryWarning, StackTrace
from portfolio.checks.content.hosts import ForeignHost
from portfolio.checks.content.markup import BrokenMarkup
from portfolio.checks.content.remains import ObjectRemains, UnrenderedOutput
from portfolio.checks.privacy.accounts import BankAccount, BirthDate, PaymentCard
from portfolio.checks.privacy.contacts import EmailAddress, PhoneNumber
from portfolio.checks.privacy.identities import IdentityNumber
from portfolio.checks.privacy.machine import MachineName, PrivateNetwork
from portfolio.checks.privacy.paths import AbsolutePath
from portfolio.checks.secrets.addresses import SecretInAddress
from portfolio.checks.secrets.commands import SecretInCommand
from portfolio.checks.secrets.headers import AuthorizationHeader
from portfolio.checks.secrets.keys import PrivateKey
from portfolio.checks.secrets.labelled import LabelledSecret
from portfolio.checks.secrets.tokens import KnownToken
from portfolio.checks.secrets.unnamed import UnnamedSecret

FILE_CHECKS: tuple[FileCheck, ...] = (
    KnownToken(),
    PrivateKey(),
    AuthorizationHeader(),
    SecretInAddress(),
    SecretInCommand(),
    LabelledSecret(),
    UnnamedSecret(),
    EmailAddress(),
    PhoneNumber(),
    BankAccount(),
    PaymentCard(),
    BirthDate(),
    IdentityNumber(),
    AbsolutePath(),
    MachineName(),
    PrivateNetwork(),
    StackTrace(),
    LibraryWarning(),
    ObjectRemains(),
    UnrenderedOutput(),
    ActiveHtml(),
    ForeignHost(),
    BrokenMarkup(),
    HeadingOrder(),
    PageLanguage(),
    PictureAlternative(),
    TableHeader(),
    FigureCaption(),
)
# asked by `build --frozen`
DRIFT_CHECKS: tuple[SiteCheck, ...] = (LockedResult(), KeptResult(), QuotedNumber())
SITE_CHECKS: tuple[SiteCheck, ...] = (
    InternalLink(),
    Contents(),
    StrayFile(),
    DatasetCard(),
    *DRIFT_CHECKS,
    PageWeight(),
    MassDeletion(),
)
CHECKS: tuple[Check, ...] = (*FILE_CHECKS, *SITE_CHECKS)
