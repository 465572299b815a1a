"""OpenDocument, rich text and transcripts, written out by hand."""

from __future__ import annotations

from tests.corpus.files import zipped

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing",
        "style": "style", "presentation": "presentation", "manifest": "manifest",
    }.items()
)  # fmt: skip
_META = (
    f'<office:document-meta {SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
    "<dc:title>Harbour dues</dc:title><dc:date>2023-11-05T10:00:00</dc:date></office:meta>"
    "</office:document-meta>"
)
_STYLES = (
    "<office:automatic-styles><style:style style:name='P1' style:parent-style-name='Title'/>"
    "</office:automatic-styles>"
)
TEXT = """
<text:tracked-changes><text:changed-region><text:deletion><text:p>An old rule.</text:p>
</text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Dues of the harbour</text:p>
<text:table-of-content><text:index-body><text:p>Berths 7</text:p></text:index-body>
</text:table-of-content>
<text:section><text:h text:outline-level="1">Berths</text:h>
<text:p>A berth costs<text:s text:c="3"/><text:span>forty <text:span>euros</text:span></text:span>
 a night<office:annotation><text:p>Ask Ida</text:p></office:annotation><text:note>
<text:note-citation>1</text:note-citation><text:note-body><text:p>Half of it in winter.</text:p>
</text:note-body></text:note>.</text:p></text:section>
<text:h text:outline-level="2">Sizes</text:h>
<text:list><text:list-item><text:p>ten metres</text:p><text:list><text:list-item>
<text:p>with a crane</text:p></text:list-item></text:list></text:list-item></text:list>
<text:p>See the plan.<draw:frame><draw:text-box><text:p>The plan hangs at the gate.</text:p>
</draw:text-box></draw:frame></text:p>
<table:table><table:table-row><table:table-cell><text:p>Pier</text:p></table:table-cell>
<table:table-cell><text:p>Depth</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>North</text:p></table:table-cell>
<table:table-cell><text:p>4 m</text:p></table:table-cell></table:table-row></table:table>
"""
SHEETS = """
<table:table table:name="Stock"><table:table-row><table:table-cell><text:p>Article</text:p>
</table:table-cell><table:table-cell><text:p>Pieces</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16000"/></table:table-row>
<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell><text:p>Buoy</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="2"><text:p>12</text:p></table:table-cell>
</table:table-row></table:table>
<table:table table:name="Crew"><table:table-row><table:table-cell><text:p>Ida Holm</text:p>
</table:table-cell></table:table-row></table:table>
"""
SLIDES = """
<draw:page><draw:frame><draw:text-box><text:p>Season</text:p></draw:text-box></draw:frame>
<draw:frame><draw:text-box><text:list><text:list-item><text:p>The harbour opens in April.</text:p>
</text:list-item></text:list></draw:text-box></draw:frame><presentation:notes><draw:frame>
<draw:text-box><text:p>Thank the divers.</text:p></draw:text-box></draw:frame>
</presentation:notes></draw:page>
<draw:page><draw:frame><table:table><table:table-row><table:table-cell><text:p>Month</text:p>
</table:table-cell><table:table-cell><text:p>Guests</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>July</text:p></table:table-cell><table:table-cell>
<text:p>310</text:p></table:table-cell></table:table-row></table:table></draw:frame></draw:page>
"""
RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Calibri;}}{\info{\title Br\'fccke}}
{\header page 7}\pard\b Length\b0\par
The bridge is 300\~metres long; it cost \'80 5 million.\par
\trowd\cellx100\cellx200 Pillar\cell Height\cell\row
\trowd\cellx100\cellx200 North\cell 41 m\cell\row
\trowd\cellx100\cellx200 South\cell 39 m\cell\row
\pard {\*\generator Foo;}{\pict\wmetafile8 0123456789abcdef}It was built in \u8364?1931.\par
{\field{\*\fldinst{HYPERLINK "http://bridge.example/a"}}{\fldrslt{Our page}}} says more.\par
}"""
VTT = """WEBVTT - meeting

NOTE recorded in the hall

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:04.500 align:start
<v Ann Lee>Good morning. We have a budget</v>

2
00:00:04.500 --> 00:00:09.000
<v Ann Lee>of <b>40,000</b> euros &amp; it is
for the spring.</v>

01:02:09.000 --> 01:02:12.000
<v.loud Bo Ray>The roof comes first,

01:02:12.000 --> 01:02:15.000
<v.loud Bo Ray>and the windows after it.

01:02:16.000 --> 01:02:17.000
<v Ann Lee>Then we agree.
"""
SRT = """1
00:01:00,000 --> 00:01:03,000
The sea is <i>calm</i> today.

2
00:01:03,500 --> 00:01:06,000
Nobody has seen
the boat.

3
00:01:07,000 --> 00:01:08,000
ANN: It left at nine.

4
00:01:08,000 --> 00:01:09,000
BO: Then it is lost.
"""


def open_file(kind: str, body: str, manifest: str = "") -> bytes:
    """An OpenDocument file with the given body."""
    content = (
        f"<office:document-content {SPACES}>{_STYLES}<office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    parts = {"content.xml": content, "meta.xml": _META, "META-INF/manifest.xml": manifest}
    return zipped({name: part.encode() for name, part in parts.items()})


MADE = {
    "dues.odt": open_file("text", TEXT),
    "stock.ods": open_file("spreadsheet", SHEETS),
    "season.odp": open_file("presentation", SLIDES),
    "bridge.rtf": RTF,
    "meeting.vtt": VTT.encode(),
    "film.srt": SRT.encode(),
}
"""One file of each format, by the name it is given."""
