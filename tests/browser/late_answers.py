"""Answers of the server that come as late as a test wants."""

from playwright.sync_api import APIResponse, Page, Route

UPDATE = "**/_dash-update-component*"


class LateAnswers:
    """Holds the answers to requests of a tab until they are let go: the server has done its part by then."""

    def __init__(self, tab: Page, address: str, sends: str) -> None:
        """Hold those to requests to an address (a pattern) whose body has a text in it."""
        self.tab, self.sends, self.held = tab, sends, list[tuple[Route, APIResponse]]()
        self.holding = True
        tab.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self.holding and self.sends in (route.request.post_data or ""):
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

    def let_go(self) -> None:
        """Send all that are held on, the first one first, and return once the page has dealt with them.

        From then on none is held any more.
        """
        self.holding = False
        for route, answer in self.held:
            with self.tab.expect_response(UPDATE):
                route.fulfill(response=answer)
        self.held.clear()
        self.tab.evaluate("() => new Promise((done) => setTimeout(done, 300))")
