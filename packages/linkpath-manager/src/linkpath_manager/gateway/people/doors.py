"""The pages of people, by path and method."""

from linkpath_manager.gateway.browser import SIGN_IN_PATH
from linkpath_manager.gateway.exchange import Door
from linkpath_manager.gateway.surface import Surface
from linkpath_manager.operations.links import RESET_PATH, SIGN_UP_PATH
from linkpath_manager.operations.services import Services

from .account import AccountPage
from .applications import ApplicationsPage
from .changes import ChangesPage
from .clients import ClientsPage
from .frame import SIGN_OUT_PATH, as_page
from .keys import KeysPage
from .members import MembersPage
from .sign_in import CODE_PATH, SignInPages
from .sign_up import SignUpPages
from .visit import inner_doors
from .workspaces import WorkspacesPage


def people_doors(surface: Surface, services: Services) -> dict[str, dict[str, Door]]:
    signing_in, signing_up = SignInPages(services), SignUpPages(services)
    pages: dict[str, dict[str, Door]] = {
        SIGN_IN_PATH: {"GET": signing_in.ask_password, "POST": signing_in.take_password},
        CODE_PATH: {"GET": signing_in.ask_code, "POST": signing_in.take_code},
        SIGN_OUT_PATH: {"POST": signing_in.sign_out},
        SIGN_UP_PATH: {"GET": signing_up.ask, "POST": signing_up.take},
        RESET_PATH: {"GET": signing_up.ask_password, "POST": signing_up.take_password},
    }
    members = (MembersPage(), KeysPage(), ClientsPage(), WorkspacesPage(), ApplicationsPage(), AccountPage())
    for page in (ChangesPage(), *members):
        pages[page.path] = inner_doors(page, surface, services)
    return {path: {method: as_page(door) for method, door in doors.items()} for path, doors in pages.items()}
