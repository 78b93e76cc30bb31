"""What a viewer's inspector draws on: a pipe to the server that shows it in a browser."""

from textual import messages
from textual.drivers.web_driver import WebDriver


class ViewerDriver(WebDriver):
    """Textual's own, and the end of its input is the end of the inspector: so it outlives no server."""

    def run_input_thread(self) -> None:
        """Hand on what is typed until there is no more."""
        super().run_input_thread()
        self._app.post_message(messages.ExitApp())
