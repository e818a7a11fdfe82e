"""Parts of a mail's layouts. A mail's blocks are plain words: paragraphs apart by an empty line, a URL, a label."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from projects.models.vocabulary import ANY, SAID

register = template.Library()


@register.simple_tag
def done_words(type: str) -> str:
    return SAID.get(type, ANY).done


@register.simple_block_tag
def tidy(content):
    """No line with nothing but spaces, no more than one empty line, none at the ends."""
    lines = "\n".join(line.strip() for line in content.strip().splitlines())
    # Escaped, or text, by the layout around it.
    return mark_safe(re.sub(r"\n{3,}", "\n\n", lines))  # noqa: S308


@register.simple_block_tag
def paragraphs(content, kind=""):
    parts = [re.sub(r"[ \t\r\n]+", " ", part) for part in re.split(r"\n\s*\n", content.strip())]
    # A template within, rendered already: what is a person's in it is escaped.
    found = [mark_safe(part) for part in parts if part.strip()]  # noqa: S308
    start = format_html('<p class="{}">', kind) if kind else mark_safe("<p>")
    return format_html_join("\n", "{}{}</p>", ((start, part) for part in found))


@register.tag
def action(parser, _token):
    """{% action %}label{% to %}url{% endaction %}: a button, and the URL to copy; nothing where there is no URL."""
    label = parser.parse(("to",))
    parser.delete_first_token()
    url = parser.parse(("endaction",))
    parser.delete_first_token()
    return Action(label, url)


class Action(template.Node):
    child_nodelists = ("label", "url")

    def __init__(self, label, url):
        self.label, self.url = label, url

    def render(self, context):
        # Templates too, which escape what they show.
        label, url = (mark_safe(part.render(context).strip()) for part in (self.label, self.url))  # noqa: S308
        if not url:
            return ""
        words = '<p><a class="button" href="{}">{}</a></p>\n<p class="quiet">{}</p>'
        return format_html(words, url, label, url)
