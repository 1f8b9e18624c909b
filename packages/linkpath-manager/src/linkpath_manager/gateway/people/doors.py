"""The pages of people, by path and method."""

from linkpath_manager.gateway.browser import SIGN_IN_PATH
from linkpath_manager.gateway.exchange import Door
from linkpath_manager.operations.services import Services

from .frame import as_page
from .sign_in import CODE_PATH, SIGN_OUT_PATH, SignInPages


def people_doors(services: Services) -> dict[str, dict[str, Door]]:
    signing_in = SignInPages(services)
    pages: dict[str, dict[str, Door]] = {
        SIGN_IN_PATH: {"GET": signing_in.ask_password, "POST": signing_in.take_password},
        CODE_PATH: {"GET": signing_in.ask_code, "POST": signing_in.take_code},
        SIGN_OUT_PATH: {"POST": signing_in.sign_out},
    }
    return {path: {method: as_page(door) for method, door in doors.items()} for path, doors in pages.items()}
