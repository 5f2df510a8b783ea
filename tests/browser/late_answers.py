"""Answers of the server that come as late as a test wants."""

from playwright.sync_api import APIResponse, Page, Route

UPDATE = "**/_dash-update-component*"


class LateAnswers:
    """Holds the answers to requests of a tab until they are let go: the server has done its part by then."""

    def __init__(self, tab: Page, address: str, *, sends: str = "", method: str = "") -> None:
        """Hold those to requests to an address (a pattern) whose body has a text in it, or of one method."""
        self.tab, self.sends, self.method = tab, sends, method
        self.held = list[tuple[Route, APIResponse]]()
        self.holding = True
        tab.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        request = route.request
        wanted = self.method in ("", request.method)
        if self.holding and wanted and (not self.sends or self.sends in (request.post_data or "")):
            self.held.append((route, route.fetch()))
        else:
            route.fallback()

    def wait(self, number: int = 1) -> None:
        """Return once so many answers are held."""
        for _ in range(3000):  # a bound on waiting, not a measurement
            if len(self.held) >= number:
                return
            self.tab.wait_for_timeout(20)
        raise AssertionError("it was never asked for")

    def release(self) -> None:
        """Send the first that is held on, and return once the page has dealt with it."""
        route, answer = self.held.pop(0)
        with self.tab.expect_response(route.request.url):
            route.fulfill(response=answer)
        self.tab.evaluate("() => new Promise((done) => setTimeout(done, 300))")

    def let_go(self) -> None:
        """Send all that are held on, the first one first. From then on none is held any more."""
        self.holding = False
        while self.held:
            self.release()
