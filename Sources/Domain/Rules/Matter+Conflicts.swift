/// What waits for a person, and what a person chose.
extension Matter {
  /// The conflicts of a post that an edit makes or changes.
  func conflicts(after settled: [Merge.Settled], on post: Post) -> [Conflict] {
    let open = items.openConflictsByField(of: post.id)
    return settled.compactMap { one in
      guard let known = open[one.field] else { return made(one, on: post) }
      guard var conflict = changed(known, by: one) else { return nil }
      conflict.version += 1
      conflict.activity = activity.id
      if conflict.centre.value == conflict.theirs.value {
        conflict = resolved(conflict, .rule, taken: conflict.centre.value)
      }
      return conflict
    }
  }

  /// A new conflict; nil where there is nothing to keep.
  private func made(_ settled: Merge.Settled, on post: Post) -> Conflict? {
    guard settled.how == .conflicted || settled.how == .ruled else { return nil }
    let centre = Conflict.Side(value: settled.centre, touch: post.lastTouch(of: settled.field))
    let conflict = Conflict(
      post: post, field: settled.field, base: settled.base, centre: centre, theirs: side(settled.theirs),
      activity: activity.id)
    return settled.how == .ruled ? resolved(conflict, .rule, taken: settled.value) : conflict
  }

  /// An open conflict after another change of its field; nil where that changes nothing.
  private func changed(_ known: Conflict, by settled: Merge.Settled) -> Conflict? {
    var conflict = known
    switch settled.how {
    case .conflicted: conflict.join(side(settled.theirs))
    case .taken, .joined, .ruled: conflict.replace(side(settled.how == .taken ? settled.theirs : settled.value))
    case .kept:
      // Whoever wrote the other value has come round to the centre's.
      guard settled.base == known.theirs.value, settled.theirs == known.centre.value else { return nil }
      conflict.join(side(settled.theirs))
    }
    return conflict
  }

  private func side(_ value: FieldValue) -> Conflict.Side {
    Conflict.Side(
      value: value,
      touch: Touch(member: member.id, memberName: member.name, activity: activity.id, at: activity.at))
  }

  private func resolved(_ conflict: Conflict, _ choice: Conflict.Choice, taken: FieldValue?) -> Conflict {
    var conflict = conflict
    conflict.resolution = Conflict.Resolution(
      choice: choice, taken: taken,
      touch: Touch(member: member.id, memberName: member.name, activity: activity.id, at: at))
    return conflict
  }

  /// A conflict that was open, with what became of it.
  func closed(_ conflict: Conflict, _ choice: Conflict.Choice, taken: FieldValue?) -> Conflict {
    var conflict = resolved(conflict, choice, taken: taken)
    conflict.version += 1
    conflict.activity = activity.id
    return conflict
  }

  /// A person has looked at both values and chooses one, or writes a third.
  func resolveConflict(_ payload: ResolveConflict) throws(Refused) -> [Item] {
    guard let conflict = items.conflicts[activity.item.id.of()], conflict.region == activity.item.region,
      conflict.post == payload.post, let post = items.posts[payload.post]
    else { throw noSuch("conflict") }
    try need(.author, of: writing(post), to: "choose what this post says")
    if let done = conflict.resolution { throw Refused(.changedMeanwhile, conflict.told(done)) }
    guard payload.seen == conflict.seen else {
      throw Refused(.changedMeanwhile, "One of the two was changed meanwhile; look at them again.")
    }
    let (choice, value) = try taken(payload.take, of: conflict)
    var changed = post
    changed[conflict.field] = value
    let touch = Touch(member: member.id, memberName: member.name, activity: activity.id, at: activity.at)
    changed.touched[conflict.field.name] = touch
    try checkWords(changed)
    if conflict.field.makesRevision {
      guard post.revision < Wording.mostRevisions else {
        throw Refused(.state, "This post was changed \(post.revision) times already. Write a new one.")
      }
      changed.revise(changed.content, by: member, activity: activity.id, at: activity.at)
      // Nobody approves their own words, by whomever they were chosen.
      for side in [conflict.centre, conflict.theirs] + conflict.earlier
      where side.value == value && !changed.writers.contains(side.touch.member) {
        changed.writers.append(side.touch.member)
      }
    }
    changed.state = post.state.safer(.draft)
    changed.approvals = []
    try needWrite(changed)
    try checkContent(changed)
    try needStay(changed)
    return [.post(next(changed)), .conflict(closed(conflict, choice, taken: value))]
  }

  private func taken(
    _ take: ResolveConflict.Take, of conflict: Conflict
  ) throws(Refused) -> (Conflict.Choice, FieldValue) {
    switch take {
    case .centre: return (.centre, conflict.centre.value)
    case .theirs: return (.theirs, conflict.theirs.value)
    case .value(let value):
      guard value.fits(conflict.field) else {
        throw Refused(.malformed, "This is no value for \(conflict.field.title).")
      }
      return (.value, value)
    }
  }
}

extension Conflict {
  /// Why the post waits.
  package var wait: String {
    "\(centre.touch.memberName) and \(theirs.touch.memberName) wrote differently: \(field.title). "
      + "A person must choose first."
  }

  /// What was chosen, by whom.
  func told(_ done: Resolution) -> String {
    switch done.choice {
    case .centre: "\(done.touch.memberName) has chosen already: that of \(centre.touch.memberName)."
    case .theirs: "\(done.touch.memberName) has chosen already: that of \(theirs.touch.memberName)."
    case .value: "\(done.touch.memberName) has written a third already."
    case .rule: "Nothing is left to choose: both say the same, or a rule has decided."
    case .withdrawn: "\(done.touch.memberName) has withdrawn the post."
    }
  }
}

extension Post {
  /// Who gave a field the value that it has; nobody did since it was written: its author.
  func lastTouch(of field: PostField) -> Touch {
    if let touch = touched[field.name] { return touch }
    let first = history.first { $0.revision == 1 && $0.member == author }
    return Touch(
      member: author, memberName: first?.memberName ?? "The author", activity: first?.activity ?? activity,
      at: first?.writtenAt ?? createdAt)
  }
}
