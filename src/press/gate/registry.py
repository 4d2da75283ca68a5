"""Every check, in the order in which findings are told."""

from __future__ import annotations

from press.gate.book.files import StrayFile
from press.gate.book.links import Contents, InternalLink
from press.gate.book.pages import FigureCaption, HeadingOrder, PageLanguage, PictureAlternative, TableHeader
from press.gate.book.whole import (
    DatasetCard,
    KeptResult,
    LockedResult,
    MassDeletion,
    PageWeight,
    QuotedNumber,
    Translation,
)
from press.gate.check import Check, FileCheck, SiteCheck
from press.gate.content.active import ActiveHtml
from press.gate.content.errors_shown import LibraryWarning, StackTrace
from press.gate.content.hosts import ForeignHost
from press.gate.content.markup import BrokenMarkup
from press.gate.content.remains import ObjectRemains, UnrenderedOutput
from press.gate.privacy.accounts import BankAccount, BirthDate, PaymentCard
from press.gate.privacy.contacts import EmailAddress, PhoneNumber
from press.gate.privacy.identities import IdentityNumber
from press.gate.privacy.machine import MachineName, PrivateNetwork
from press.gate.privacy.paths import AbsolutePath
from press.gate.secrets.addresses import SecretInAddress
from press.gate.secrets.commands import SecretInCommand
from press.gate.secrets.headers import AuthorizationHeader
from press.gate.secrets.keys import PrivateKey
from press.gate.secrets.labelled import LabelledSecret
from press.gate.secrets.tokens import KnownToken
from press.gate.secrets.unnamed import UnnamedSecret

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
DRIFT_CHECKS: tuple[SiteCheck, ...] = (LockedResult(), KeptResult(), QuotedNumber(), Translation())
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
