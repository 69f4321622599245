"""An expected "no", with a sentence fit to show."""


class Refusal(Exception):  # noqa: N818 - a refusal is no error
    """Raised by a verb when the deed is not to be done; the view shows the sentence.

    Any other exception is a fault and is left to fail loudly.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
