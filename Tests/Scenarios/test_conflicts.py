"""Two people who change the same post at the same time: the later one is told who was first, and ends with 4."""

import subprocess

from body import CHANNEL, CONFLICT, DONE, Desk


def test_an_edit_of_what_was_changed_meanwhile(body):
    centre = Desk(body.rig, "Centre")
    answer = body.folder / "centre-bundle.json"
    body.admin.does("region", "admit", "Harbour Centre", centre.requests(), "--out", answer)
    centre.accepts(answer)
    centre.run()
    code = body.admin.asks("member", "add", "Dai Rees", "--tier", "administrator")["code"]
    body.secrets.append(code)
    editor = centre.person("Dai Rees")
    body.wait_for(lambda: body.known(editor), "Dai Rees is known at the centre's desk")
    body.seat(editor, code)
    made = body.author.asks("post", "compose", "--channel", CHANNEL, "--text", "en=Low tide at nine.")[0]["post"]
    seen = ("post", "show", made)
    body.wait_for(lambda: body.office(*seen, env=editor.env).returncode == DONE, "the post is seen at the centre")

    # The centre's line is down while the office changes the post, and the centre's own change comes later.
    centre.pause()
    first = body.office("post", "edit", made, "--text", "en=Low tide at ten.", "--wait")
    assert first.returncode == DONE, first.stderr
    later = subprocess.Popen(
        [body.agent, "post", "edit", made, "--text", "en=Low tide at noon.", "--wait"], cwd=body.folder, text=True,
        env={**body.rig.clean_environment(), **editor.env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        kept = ("post", "history", made)
        body.wait_for(lambda: "Low tide at noon." in body.office(*kept, env=editor.env).stdout, "the later edit")
        centre.run()
        said, complaint = later.communicate(timeout=60)
    finally:
        later.kill()
        later.wait()
    assert later.returncode == CONFLICT, (said, complaint)
    assert "Changed meanwhile by Ben Okoro" in complaint, complaint
    assert "Low tide at ten." in body.office(*seen).stdout
