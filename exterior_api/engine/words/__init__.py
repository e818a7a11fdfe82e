"""What was drawn, as a sentence in every language there is a file for here.

Planners say it in phrases, whose English is their name. Each further language is a module here with ``WORDS``, the
phrases, and ``DECIMAL``, the mark before tenths.
"""

from . import fr

# A phrase, or one with a gap and the phrase that fills it.
Phrase = str | tuple[str, str]
ABOUT = "about {} m²"
LANGUAGES: dict[str, tuple[dict[str, str], str]] = {"en": ({}, "."), "fr": (fr.WORDS, fr.DECIMAL)}


def sentences(phrases: list[Phrase], square_metres: float) -> dict[str, str]:
    """One sentence a language: phrases joined by commas, the size last."""
    return {language: _sentence(phrases, square_metres, *LANGUAGES[language]) for language in LANGUAGES}


def _sentence(phrases: list[Phrase], square_metres: float, words: dict[str, str], decimal: str) -> str:
    size = f"{square_metres:.0f}" if square_metres >= 10 else f"{square_metres:.1f}".replace(".", decimal)
    said = [*(_said(phrase, words) for phrase in phrases), words.get(ABOUT, ABOUT).format(size)]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _said(phrase: Phrase, words: dict[str, str]) -> str:
    # One that is not translated is better in English than not said.
    if isinstance(phrase, str):
        return words.get(phrase, phrase)
    template, filling = phrase
    return words.get(template, template).format(words.get(filling, filling))
