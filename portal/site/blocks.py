"""What running text is made of: five blocks, each with one purpose."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("words"))
    source = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "site/blocks/quote.html"


class FigureBlock(blocks.StructBlock):
    """A picture with its alternative text (or marked as decoration) and a caption."""

    image = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "site/blocks/figure.html"


class NoticeBlock(blocks.StructBlock):
    """A short remark that stands out."""

    title = blocks.CharBlock(label=_("title"))
    text = blocks.TextBlock(label=_("text"), required=False)

    class Meta:
        icon = "info-circle"
        label = _("Notice")
        template = "site/blocks/notice.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = blocks.CharBlock(
        label=_("Heading"), icon="title", form_classname="title", template="site/blocks/heading.html"
    )
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT_FEATURES)
    quote = QuoteBlock()
    figure = FigureBlock()
    notice = NoticeBlock()
