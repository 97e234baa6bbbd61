/// Changes of a post, also of one that others have changed meanwhile.
extension Matter {
  func editPost(_ payload: EditPost) throws(Refused) -> Judgement {
    let post = try findPost()
    guard post.state != .withdrawn else { throw Refused(.state, "This post was withdrawn. Write a new one.") }
    guard !payload.changes.isEmpty else { throw Refused(.content, "Nothing is changed.") }
    // The channels that it has are not asked about: one that was removed must not keep the post from being mended.
    try need(.author, of: writing(post), to: "write this post")
    try needMeasure(payload.changes)
    try checkWords(typed(payload.changes, on: post))
    let isCurrent = isCurrent(post, payload)
    var settled = settle(payload, on: post, isCurrent: isCurrent)
    if !isCurrent, misfit(applied(settled, to: post)) != nil {
      // Each side's change may stand alone, but not with the other's: it is a person's to choose.
      settled = settled.map(\.leftToAPerson)
    }
    let conflicts = conflicts(after: settled, on: post)
    try needMeasure(conflicts, on: post)
    var changed = applied(settled, to: post)
    for conflict in conflicts where conflict.resolution?.choice == .rule {
      if let taken = conflict.resolution?.taken { changed[conflict.field] = taken }
    }
    changed = try revised(changed, from: post, isCurrent: isCurrent)
    if openAfter(conflicts, of: post) {
      changed.state = changed.state.safer(.draft)
      changed.approvals = []
    }
    try needWrite(changed)
    try checkContent(changed)
    try needStay(changed)
    let items = isCurrent || changed != post || !conflicts.isEmpty ? [.post(next(changed))] : [Item]()
    return judgement(items + conflicts.map(Item.conflict), of: settled, conflicts, isCurrent: isCurrent)
  }

  /// An edit may replace every language by another, and every image: more than that is no edit of a post.
  private func needMeasure(_ changes: PostFields) throws(Refused) {
    let media = changes.media ?? []
    for count in [changes.texts?.count ?? 0] + media.map(\.alternative.count)
    where count > 2 * Wording.mostLanguages {
      throw Refused(.content, "\(count) languages at once are more than \(2 * Wording.mostLanguages).")
    }
    guard media.count <= 2 * PostContent.mostImages else {
      throw Refused(
        .content, "There are \(media.count) images; a post may have \(PostContent.mostImages).")
    }
  }

  /// What nobody has chosen between is kept without loss, and so not without end.
  private func needMeasure(_ conflicts: [Conflict], on post: Post) throws(Refused) {
    let open = conflicts.filter(\.isOpen)
    if let full = open.first(where: { $0.earlier.count > Wording.mostRevisions }) {
      throw Refused(
        .openConflict,
        "\(full.field.title.capitalizedFirst) was written differently \(Wording.mostRevisions) times while it waits "
          + "for a person. Choose first.")
    }
    let known = Set(items.openConflicts(of: post.id).map(\.id))
    let new = open.filter { !known.contains($0.id) }
    guard new.isEmpty || known.count + new.count <= Conflict.most else {
      throw Refused(
        .openConflict,
        "More than \(Conflict.most) parts of this post would wait for a person to choose. Choose between some first.")
    }
  }

  /// What is out on a channel, or may be, stays the post's: it is changed there or taken down, but never left behind.
  func needStay(_ post: Post) throws(Refused) {
    let places = Set(post.content.channels.map(\.channel))
    let left = items.deliveries(of: post.id).first { delivery in
      delivery.kind == .publish && delivery.state.mayBeOut && delivery.reason != "restored"
        && !places.contains(delivery.channel)
    }
    guard let left else { return }
    let name = items.channels[left.channel]?.name ?? left.channel.short
    throw Refused(.state, "The post is out on \(name), or on its way: withdraw it to take it down there.")
  }

  /// Whether the member changed the very state of the post that stands: then nothing is to be merged.
  private func isCurrent(_ post: Post, _ payload: EditPost) -> Bool {
    saw(post) && payload.base.values.allSatisfy { post[$0.key] == $0.value }
  }

  /// Whether the member saw the post as it stands. What builds on an act of theirs did so only if nothing came before
  /// that act which they had not seen: the version that the office counted says so.
  func saw(_ post: Post) -> Bool {
    activity.base == post.version && activity.after.map { $0 == post.activity } ?? true
  }

  private func typed(_ changes: PostFields, on post: Post) -> Post {
    var post = post
    for (field, value) in changes.values { post[field] = value }
    return post
  }

  /// What becomes of each field that the act speaks of, in the order of their names.
  private func settle(_ payload: EditPost, on post: Post, isCurrent: Bool) -> [Merge.Settled] {
    let open = items.openConflictsByField(of: post.id)
    let base = payload.base.values
    return payload.changes.values.sorted { $0.key.name < $1.key.name }.flatMap { field, theirs in
      let centre = isCurrent ? post[field] : open[field]?.centre.value ?? post[field]
      return Merge.settle(field, base: isCurrent ? centre : base[field], centre: centre, theirs: theirs)
    }.map { settled in
      guard open[settled.field] != nil else { return settled }
      var settled = settled
      // What waits for a person is not for a rule, and a time that waits for one is none.
      if settled.how == .ruled { settled = settled.leftToAPerson }
      settled.value = settled.field == .due ? .due(nil) : settled.value
      return settled
    }
  }

  private func applied(_ settled: [Merge.Settled], to post: Post) -> Post {
    var post = post
    for one in settled where one.how != .kept || one.field == .due { post[one.field] = one.value }
    return post
  }

  /// The post with its new words as its next revision, and no further towards speaking than it was.
  private func revised(_ changed: Post, from post: Post, isCurrent: Bool) throws(Refused) -> Post {
    var changed = changed
    let differences = changed.differences(from: post)
    let touch = Touch(member: member.id, memberName: member.name, activity: activity.id, at: activity.at)
    for field in differences { changed.touched[field.name] = touch }
    // The canonical form tells texts apart that Swift's own comparison takes for equal.
    if differences.contains(where: \.makesRevision) {
      guard post.revision < Wording.mostRevisions else {
        throw Refused(.state, "This post was changed \(post.revision) times already. Write a new one.")
      }
      changed.revise(changed.content, by: member, activity: activity.id, at: activity.at)
      changed.state = isCurrent ? .draft : post.state.safer(.draft)
      if changed.state == .draft { changed.reason = nil }
    } else if !differences.isEmpty || isCurrent, !post.approvals.isEmpty {
      if isCurrent {
        try need(.approver, .dutyEditor, of: standing.tiers(on: post), to: "move an approved post")
      } else {
        // Those who consented had not seen this, nor had who moved it seen that they did.
        changed.state = post.state.safer(.draft)
        changed.approvals = []
      }
    }
    return changed
  }

  private func openAfter(_ conflicts: [Conflict], of post: Post) -> Bool {
    let known = Dictionary(uniqueKeysWithValues: conflicts.map { ($0.id, $0) })
    return conflicts.contains(where: \.isOpen)
      || items.openConflicts(of: post.id).contains { (known[$0.id] ?? $0).isOpen }
  }

  private func judgement(
    _ items: [Item], of settled: [Merge.Settled], _ conflicts: [Conflict], isCurrent: Bool
  ) -> Judgement {
    let open = settled.filter { one in
      one.how == .conflicted && conflicts.contains { $0.field == one.field && $0.isOpen }
    }
    if !open.isEmpty {
      let who = conflicts.first { $0.field == open[0].field }?.centre.touch.memberName ?? "Somebody"
      let what = open.map(\.field.title).joined(separator: ", ")
      return Judgement(
        items: items, verdict: .conflicted,
        sentence: "\(who) had changed \(what) meanwhile. Both are kept; a person must choose before it can go out.")
    }
    if isCurrent { return Judgement(items: items) }
    let ruled = settled.filter { $0.how == .ruled }.map(\.field.title)
    let told = ruled.isEmpty ? "" : " Of \(ruled.joined(separator: ", ")) the safer was kept."
    return Judgement(
      items: items, verdict: .merged,
      sentence: "Others had changed this post meanwhile; your changes were put together with theirs.\(told)")
  }
}
