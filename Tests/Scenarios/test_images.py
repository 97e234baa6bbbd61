"""Images from an office's disk to the centre and to its desk: cleaned, whole, and also over a line that is cut."""

import io
import json
import random
import uuid

import pytest
from PIL import Image, ImageChops, ImageSequence
from PIL.PngImagePlugin import PngInfo

from body import DONE, REFUSED, USAGE, complains
from people import Desk

SECRET = "Quay Street 7, at Owain's"
ORIENTATION, GPS = 0x0112, 0x8825


def exif(orientation=1):
    """What a telephone writes: which way up, by whom, and where."""
    told = Image.Exif()
    told[ORIENTATION] = orientation
    told[0x013B] = SECRET
    told.get_ifd(GPS).update({1: "N", 2: (51.0, 28.0, 40.0), 3: "W", 4: (0.0, 0.0, 5.0)})
    return told


def picture(mode="RGB", size=(90, 60)):
    """Noise, so that every pixel counts."""
    chance = random.Random(str((mode, size)))
    image = Image.new("RGB", size)
    image.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(size[0] * size[1])])
    return image.convert(mode)


def saved(image, form, **words):
    kept = io.BytesIO()
    image.save(kept, form, **words)
    return kept.getvalue()


def text():
    notes = PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    return notes


XMP = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
FRAMES = [picture(size=(40, 40 + n)).resize((40, 40)) for n in range(3)]
MADE = {
    "camera.jpg": lambda: saved(
        picture(), "JPEG", exif=exif(6), comment=SECRET, icc_profile=b"colours" * 20, xmp=XMP) + SECRET.encode(),
    "progressive.jpg": lambda: saved(picture(), "JPEG", exif=exif(), progressive=True, quality=97),
    "grey.jpg": lambda: saved(picture("L"), "JPEG", exif=exif(3)),
    "print.jpg": lambda: saved(picture("CMYK"), "JPEG", exif=exif()),
    "screen.png": lambda: saved(picture("RGBA"), "PNG", exif=exif(8), pnginfo=text(), icc_profile=b"colours" * 20),
    "chart.png": lambda: saved(picture("P"), "PNG", pnginfo=text()),
    "moving.gif": lambda: saved(
        FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:], duration=80, loop=0, comment=SECRET),
    "photo.webp": lambda: saved(picture(), "WEBP", exif=exif(5).tobytes(), xmp=XMP, quality=80),
    "exact.webp": lambda: saved(picture("RGBA"), "WEBP", exif=exif().tobytes(), xmp=XMP, lossless=True),
    "small.webp": lambda: saved(picture(), "WEBP", lossless=True),
    "moving.webp": lambda: saved(
        FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:], duration=80, xmp=XMP, exif=exif().tobytes()),
}


def show(office, post, *words, env=None):
    done = office.body.office("post", "show", post, "--json", *words, env=env or office.author.env)
    assert done.returncode == DONE, done.stderr
    return json.loads(done.stdout)


def put(office, name, content):
    path = office.body.folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", MADE)
def test_others_find_the_same_picture_and_nothing_beside(office, name):
    content = MADE[name]()
    post = office.writes("A picture.", "--image", put(office, name, content), "--alt", "en=Noise.")
    shown = show(office, post)
    facts = shown["post"]["content"]["media"][0]["image"]
    with open(shown["images"][0]["file"], "rb") as file:
        clean = file.read()
    assert len(clean) == facts["octets"]
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(clean))
    assert (before.format, before.mode, before.size) == (after.format, after.mode, after.size)
    assert after.n_frames == before.n_frames if hasattr(before, "n_frames") else True
    for one, other in zip(ImageSequence.Iterator(before), ImageSequence.Iterator(after), strict=True):
        assert one.info.get("duration") == other.info.get("duration")
        assert one.convert("RGBA").tobytes() == other.convert("RGBA").tobytes()
        assert not ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()
    assert before.info.get("icc_profile") == after.info.get("icc_profile")
    told = after.getexif()
    turned = before.getexif().get(ORIENTATION, 1)
    assert dict(told) == ({ORIENTATION: turned} if turned != 1 else {})
    assert not told.get_ifd(GPS)
    size = before.size if turned < 5 else before.size[::-1]
    assert (facts["width"], facts["height"]) == size, "as it is shown"
    assert not {"comment", "xmp", "Author", "XML:com.adobe.xmp"} & set(after.info)
    assert SECRET.encode() not in clean


@pytest.mark.parametrize("name", MADE)
def test_half_a_file_is_refused(body, office, name):
    content = MADE[name]()
    path = put(office, name, content[:len(content) // 2])
    typed = ("post", "compose", "--channel", office.channel, "--text", "en=Half.", "--image", path, "--decorative", "1")
    complains(body.office(*typed, env=office.author.env), USAGE, name, "again")


@pytest.fixture(scope="module")
def centre(body):
    """The centre's own desk, with somebody on duty."""
    desk = Desk(body.rig, "Harbour Centre", body.folder / "offices" / "centre")
    desk.short, desk.name = "centre", "agent-centre"  # as the office is a Harbour too
    answer = body.answer_to(desk)
    body.admin.does("region", "admit", desk.office, desk.requests(), "--out", answer)
    desk.accepts(answer)
    desk.run()
    try:
        yield body.adds("Gwen Ellis", "duty_editor", desk)
    finally:
        desk.pause()


def large():
    """Some six chunks."""
    return saved(picture(size=(700, 750)), "PNG", compress_level=0)


def test_an_image_comes_over_a_line_that_is_cut_and_the_centre_sees_it(body, office, centre):
    content = large()
    path = put(office, "large.png", content)
    office.proxy.cut()
    text = f"Seen from the quay {uuid.uuid4()}"
    post = office.writes(text, "--submit", "--image", path, "--alt", "en=The quay, from the sea.")
    status = office.author.asks("status")
    assert status["images"] == {"images": 1, "damaged": 0, "octets": len(content), "sent": 0}
    # A line that bears a little at a time, and is then cut again in the middle.
    office.proxy.heal()
    office.proxy.slow(300_000)
    office.until(lambda: office.author.asks("status")["images"]["sent"] > 0, "a piece of the image is there")
    office.proxy.reset()
    half = office.author.asks("status")["images"]["sent"]
    assert half < len(content)
    stop = office.writes("Small, and in a hurry.")
    office.proxy.heal()
    office.proxy.slow(300_000)
    # What is small does not wait for the image.
    office.until(lambda: stop not in {act["item"] for act in waiting(office)}, "the small post is decided")
    office.proxy.heal()
    assert set(office.agree().values()) <= {"accepted", "refused"}
    assert show(office, post)["post"]["state"] == "submitted"
    assert office.author.asks("status")["images"]["images"] == 0

    # Whoever lets it out at the centre sees the picture itself.
    office.until(lambda: post in {one["id"] for one in centre.asks("post", "list")}, "the post is at the centre's desk")
    told = body.office("post", "show", post, env=centre.env).stdout
    assert "The quay, from the sea." in told and "700 × 750 pixels" in told and "--save-images" in told, told
    folder = body.folder / f"seen-{post}"
    shown = show(office, post, "--save-images", folder, env=centre.env)
    with open(shown["images"][0]["saved"], "rb") as file:
        assert file.read() == content
    assert centre.asks("post", "approve", post, "--yes")[0]["state"] == "approved"


def waiting(office):
    """Acts of the office that have no ruling, by its own store."""
    return [{"item": item} for item, in office.ask("select item from act where verdict is null")]


def test_an_image_needs_words(body, office):
    path = put(office, "plain.png", saved(picture(), "PNG"))
    typed = ("post", "compose", "--channel", office.channel, "--text", "en=No words.", "--image", path)
    complains(body.office(*typed, env=office.author.env), REFUSED, "no alternative text in en", "--decorative")
    done = body.office(*typed, "--decorative", "1", env=office.author.env)
    assert done.returncode == DONE, done.stderr
