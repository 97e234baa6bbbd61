/// What `--json` prints, as the help of commands says it. Snapshots in the tests hold every field to these words.
///
/// Lines are at most 78 columns wide, so that help on a small terminal does not break them.
enum JSONFields {
  /// What holds for all of them.
  private static let common = """
    Ids are UUIDs. Times are in UTC, like 2026-12-01T09:00:00Z. What there is
    none of is left out, or null.
    """

  /// To follow an example in a command's help.
  private static func document(_ parts: String...) -> String {
    "\n" + (parts + [common]).joined(separator: "\n")
  }

  static let enrollRequest = document(
    """
    --json prints an object:
      request       the file that was written, for the centre
      name          how the office calls itself in it
      key           the file with the private key, which stays here
    """)

  static let enrollAccept = document(
    """
    --json prints an object:
      office, body  names of the office and of the body
      region        the office's id
      fingerprint   of the centre's key, to be compared over the telephone
      members       how many members were received
      channels      how many channels were received
    """)

  static let signIn = document(
    """
    --json prints an object:
      member, name  id and name of who is signed in
      office        the office's name
      until         when the session ends
    """)

  static let signOut = document(
    """
    --json prints an object:
      ended         true; false where nobody was signed in
    """)

  static let whoAmI = document(
    """
    --json prints an object:
      member, name  id and name of who is signed in
      office        the office's name
      region        the office's id
      until         when the session ends
      rights        a list of objects: tier (author, approver, manager,
                    moderator, auditor, duty_editor, administrator), region (id
                    of the office where it holds), channel (id, where it holds
                    there alone), until (when it ends; left out: never)
    """)

  private static let outcomeFields = """
    --json prints a list with an object for each post:
      post          the post's id
      act           id of what was done; left out where the rules refused it here
      state         of the post as this office sees it now: draft, submitted,
                    approved, returned, withdrawn or stopped
      verdict       with --wait: accepted, merged, refused or conflicted
      reason        of a refusal, as a code: tier, own_post, changed_meanwhile, …
      sentence      the same for people
    """

  private static let preview = """
    --json prints with --preview a list with an object for each channel:
      channel_id    its id
      name, handle  what the office and the public call it; these and platform
                    are left out where it cannot be seen from here
      platform      mastodon or bluesky
      text          the exact text that goes out
      parts         a list of the languages in it, in order: language, start and
                    end, its place in text, counted in Unicode code points from
                    0, the end not included
      warning       the content warning, as it goes out
      visibility    public, unlisted or private
      reply_to      the platform's id of the post that it answers
      language      the one that the platform is told
      length, limit  as the platform counts, and what it takes
      marks         a list of what the platform will mark: kind (link, mention or
                    hashtag), start and end (its place in text), words; a mention
                    is marked only if there is such an account
      images        a list of sha256 (names the file by its content) and
                    alternative (its alternative text, as it goes out; empty: it
                    has none)
      missing       a list: languages of the channel without a text
      unused        a list: languages of texts that do not go out there
      problems      a list of sentences: what keeps it from going out there
    """

  static let outcomes = document(outcomeFields)
  static let composed = document(outcomeFields, preview)

  static let postList = document(
    """
    --json prints a list with an object for each post:
      id, short     its id, and what lists call it
      state         draft, submitted, approved, returned, withdrawn, stopped;
                    refused: when it was written; doubtful: will be refused as
                    things stand
      word          the same with what became of it: sent, partly sent, …
      class         routine, event or emergency
      revision      number of its present text, from 1
      due           at (time), zone (its name) and wall (as typed)
      campaign, reference  its labels; reference is the calendar's ref
      channels      a list of names
      text          its first words
      next          who must act, in a sentence; or why it was refused
      pending       number of steps that the centre has not decided
      conflicts     number of its parts of which there are two versions
    """)

  private static let post = """
    Of the post: post_id, region_id (its office), member_id (its author), state,
      class, revision, digest (SHA-256 of content), content, due_at, due_zone,
      due_wall (the time as typed), not_after (time), campaign, reference (the
      calendar's ref), reason (of a return, withdrawal or stop), writers (ids of
      all who wrote a revision), version (counts its changes), activity_id (the
      last act on it), created_at, approvals and history (lists), touched (by
      field: member_id, member_name, activity_id and at of who last changed it)
    Of approvals: revision, member_id, member_region_id (the member's office),
      member_name, tier, activity_id (the act), approved_at
    """

  private static let revisions = """
    Of revisions, of which the history consists: revision (number, from 1),
      digest (SHA-256 of content in its canonical form), content, member_id,
      member_name (who wrote it, as named then), activity_id (the act),
      written_at (time by the office's clock)
    """

  private static let content = """
    Of content: texts (by language), content_warning, visibility (public,
      unlisted or private), reply_to (the platform's id of what it answers),
      media (a list of images), channels (region and channel: ids)
    Of media: sha256 (names the file by its content), alt (what it shows, by
      language), decorative (true: it needs no words), image (type, octets, and
      width and height in pixels)
    """

  private static let deliveries = """
    Of deliveries: delivery_id, region_id (the channel's office), channel_id,
      post_region_id, post_id, kind (publish, edit or take_down), revision,
      digest, class, state (waiting, sending, unknown, parked, sent, rejected,
      missed, withdrawn or stopped), due_at, not_after, attempts (number of
      tries), remote_id and remote_url (on the platform), sent_at, withdrawal
      (true: to be taken down if it turns out to be there), reason (a code),
      sentence (for people), read_back (differs or gone: not as approved), version
    """

  private static let acts = """
    Of acts: id, verb (post.compose, post.submit, …), member (id), at (time by
      the office's clock), state (pending: only here; received: at the centre;
      ruled), verdict (accepted, merged, refused, conflicted), reason (a code)
      and sentence of a refusal, doubt (why the centre will refuse it as things
      stand)
    """

  static let postShow = document(
    """
    --json prints an object:
      post          the post
      word          its state with what became of it: sent, partly sent, …
      next          who must act, in a sentence
      why           sentences: what keeps it from going out, or what happened
      deliveries    a list of what goes out on which channel
      pending       a list of acts that the centre has not decided
      refused       a list of acts that it has refused
      conflicts     a list of parts of which there are two versions
      images        a list: sha256, and file, where it lies on this computer;
                    left out where it was not fetched; saved, where it was
                    saved by --save-images
    of a post that was refused when it was written, or will be as things stand:
      id            the post's id
      word          refused or doubtful
      content       what was written
      acts          a list of what was done to it
    """, post, revisions, content, deliveries, acts, preview, conflict)

  static let postHistory = document(
    """
    --json prints an object:
      revisions     a list of all texts, the present one last
      acts          a list of what was done to it at this office
    """, revisions, content, acts)

  private static let conflict = """
    Of conflicts: conflict_id, region_id (the post's office), kind (post),
      item_id (the post), field (text.en, content_warning, due, …), base (what
      both began with), centre (what stands now), theirs (what was written
      besides), centre_member_id, centre_member_name, centre_activity_id (the
      act), centre_at, their_member_id, their_member_name, their_activity_id,
      their_at, earlier (a list of value and touch: what stood on one of the
      sides before, and the member_id, member_name, activity_id and at of who
      wrote it), choice (centre, theirs, value: a third,
      rule: no choice was needed, withdrawn; left out: open), taken (the value),
      resolved_by, resolved_name, resolved_activity_id, resolved_at, version,
      activity_id
    Of values: one of text, due, not_after, visibility, class, channels, media
    """

  static let conflictList = document(
    """
    --json prints a list with an object for each:
      id, short     its id, and what lists call it
      post, post_short  the post's
      field, what   which part of it: text.en, due, …; the same in words
      centre_by, centre_at  who wrote what stands now, and when
      theirs_by, theirs_at  who wrote the other, and when
      open          whether somebody must still choose
      chosen, chosen_by  centre, theirs, value (a third), rule (no choice was
                    needed) or withdrawn, and by whom
    """)

  static let conflictShow = document(
    """
    --json prints an object:
      conflict      with both versions
      what          which part of the post, in words
      seen          names the two versions: a choice is about exactly these
    """, conflict)

  static let importReport = document(
    """
    --json prints an object:
      new           a list of rows that became posts
      changed       a list of rows whose posts were changed, with --update
      needs_update  a list of rows that say something else than their posts,
                    which were left as they are
      known         a list of rows taken before that say nothing new
      submitted     a list of rows whose posts were submitted
      problems      a list of row, column (empty: the whole row) and sentence
      refused       sentences of the centre, with --wait
      taken         true when anything was stored; if not, new, changed and
                    submitted tell what would have been
    Of rows: row (line of the file, from 1), post (id, once there is one), text
      (first words), remarks (sentences), differences (a list of column, before
      and after)
    """)

  static let channelList = document(
    """
    --json prints a list with an object for each channel:
      channel_id, region_id  its id and its office's
      platform      mastodon or bluesky
      address       of the platform
      handle, name  what the public and the office call it
      languages     a list: the texts that go out there, in order
      state         active, paused or removed
      reason        of a pause
      limits        max_characters and characters_per_link (in the platform's own
                    unit), account_id (there), software, read_at (time);
                    max_images, max_image_octets, max_image_pixels,
                    max_alternative (characters), image_types (media types)
      credential_sha256  names the stored credential; left out: not connected
      ceiling_per_hour   at most so many posts in any hour
      version, activity_id  counts its changes; the last act on it
    """)

  static let status = document(
    """
    --json prints an object:
      office, body  names of the office and of the body
      region        the office's id
      running       whether crier-agent run is running
      line          condition (up, down, locked or refused), since, tried_at
                    and worked_at (when last), sentence (what is wrong),
                    frozen (the centre holds everything back after a restore);
                    left out before crier-agent run has ever run
      acts          numbers: pending (only here), received (at the centre),
                    doubtful (of those, what will be refused as things stand),
                    refused and conflicted (so far)
      images        of steps that are not decided: images (how many are not yet
                    at the centre), damaged (of those, how many must be attached
                    anew), octets (of all of them), sent (of those, at the
                    centre)
      posts         number of posts by state
      stops         number of stops that stand
      conflicts     number of parts of posts of which there are two versions
      unread        whether the centre sent items that make no sense to this
                    crier-agent; a newer one may read them
      reading_only  whether the disk is full, so that nothing can be done
      progress      while much is being read from the centre: what (everything or
                    missed, while the line was down), done and about (of how
                    many, where known), began_at, at (when the last came)
      clock_ahead   seconds by which this computer's clock is ahead of the
                    centre's, when last compared; less than 0 is behind
      renamed_at    when this store last turned out to be a copy, or an older
                    state of itself, and went on under a new name
    """)

  static let doctor = document(
    """
    --json prints a list with an object for each check:
      check         store, disk, run, rights, certificate, line, clock, keys, …
      fine          whether it is as it should be
      sentence      what was found
      remedy        what to do, where it is not
    """)
}
