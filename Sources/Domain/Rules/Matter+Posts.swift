/// What may be done to posts.
extension Matter {
  func composePost(_ payload: ComposePost) throws(Refused) -> [Item] {
    try needAbsent("post")
    guard activity.item.region == activity.region else {
      throw Refused(.wrongOffice, "A post belongs to the office that writes it.")
    }
    if let reference = payload.reference, items.post(of: activity.item.region, called: reference) != nil {
      throw Refused(.exists, "There is already a post with the reference \(reference).")
    }
    let post = Post(
      id: activity.item.id.of(), region: activity.item.region, author: member, postClass: payload.postClass,
      content: payload.content, due: payload.due, notAfter: payload.notAfter, campaign: payload.campaign,
      reference: payload.reference, activity: activity.id, createdAt: activity.at)
    try needWrite(post)
    try checkContent(post)
    return [.post(post)]
  }

  func submitPost(_ named: RevisionNamed) throws(Refused) -> [Item] {
    var post = try findPost()
    // Whatever number the words have by now: handing in is about the words alone.
    guard named.digest == post.digest else { throw changedMeanwhile(post) }
    try needNoConflict(post)
    try needWrite(post)
    guard [.draft, .returned, .stopped].contains(post.state) else {
      throw Refused(.state, "This post is \(post.state.title); only a draft can be submitted.")
    }
    // Whoever hands in what was held back must have seen that it was.
    guard post.state == .draft || saw(post) else { throw changedMeanwhile(post) }
    post.state = .submitted
    post.reason = nil
    return [.post(next(post))]
  }

  func approvePost(_ named: RevisionNamed) throws(Refused) -> [Item] {
    var post = try findPost()
    try needRevision(named, of: post)
    try needNoConflict(post)
    let tiers = standing.tiers(on: post)
    try need(.approver, .dutyEditor, of: tiers, to: "approve this post")
    guard !post.writers.contains(member.id) else {
      throw Refused(.ownPost, "You wrote or changed this post, so somebody else must approve it.")
    }
    guard post.state == .submitted else {
      throw Refused(.state, "This post is \(post.state.title); only a submitted post can be approved.")
    }
    guard !post.approvals.contains(where: { $0.member == member.id }) else {
      throw Refused(.twice, "You have approved this already; another person must too.")
    }
    try needOnlyConsentsSince(post)
    let demand = items.demand(on: post)
    guard let tier = Standing.consenting(tiers, to: demand) else {
      throw Refused(.tier, "To approve this post you need to be an approver here.")
    }
    post.approvals.append(
      Approval(
        revision: post.revision, member: member, tier: tier, activity: activity.id, at: at, version: post.version + 1))
    if demand.isMet(by: post.approvals) { post.state = .approved }
    return [.post(next(post))]
  }

  func returnPost(_ payload: Reason) throws(Refused) -> [Item] {
    var post = try findPost()
    try need(.approver, .dutyEditor, of: standing.tiers(on: post), to: "return this post")
    // Whoever held it back had seen it handed in: what became of it since does not make it speak again.
    let wasSeenOtherwise =
      activity.base.map { $0 != post.version } ?? false && ![.withdrawn, .returned].contains(post.state)
    guard post.state == .submitted || post.state == .approved || wasSeenOtherwise else {
      throw Refused(.state, "This post is \(post.state.title); only a submitted or approved post can be returned.")
    }
    post.state = .returned
    post.reason = payload.reason
    post.approvals = []
    return [.post(next(post))]
  }

  func withdrawPost(_ payload: Reason) throws(Refused) -> [Item] {
    var post = try findPost()
    if !writing(post).contains(.author) {
      try need(.approver, .dutyEditor, of: standing.tiers(on: post), to: "withdraw this post")
    }
    guard post.state != .withdrawn else { throw Refused(.state, "This post was withdrawn already.") }
    post.state = .withdrawn
    post.reason = payload.reason
    post.approvals = []
    return [.post(next(post))] + items.openConflicts(of: post.id).map { .conflict(closed($0, .withdrawn, taken: nil)) }
  }

  // MARK: - What these have in common

  func findPost() throws(Refused) -> Post {
    guard let post = items.posts[activity.item.id.of()], post.region == activity.item.region else {
      throw noSuch("post")
    }
    return post
  }

  func next(_ post: Post) -> Post {
    var post = post
    post.version += 1
    post.activity = activity.id
    return post
  }

  /// The words that the member saw are the words that stand.
  private func needRevision(_ named: RevisionNamed, of post: Post) throws(Refused) {
    guard named.revision == post.revision, named.digest == post.digest else { throw changedMeanwhile(post) }
  }

  /// Since the member looked, others may have consented, and nothing else: a time that has moved, or words that were
  /// held back and handed in anew, ask for another look. Every act on a post counts its version on, and each consent
  /// by one. An office may have counted further: not all of its own acts that it counted need to have been taken.
  private func needOnlyConsentsSince(_ post: Post) throws(Refused) {
    guard let base = activity.base else { return }
    let since = post.approvals.count { $0.version.map { $0 > base } ?? true }
    guard base < post.version - Int64(since) else { return }
    throw Refused(.changedMeanwhile, "This was changed or handed in anew since you looked. Look at it again.")
  }

  private func needNoConflict(_ post: Post) throws(Refused) {
    guard let conflict = items.openConflicts(of: post.id).first else { return }
    throw Refused(.openConflict, conflict.wait)
  }

  func changedMeanwhile(_ post: Post) -> Refused {
    let who = post.history.last?.memberName ?? "somebody else"
    return Refused(
      .changedMeanwhile, "Changed meanwhile by \(who): it is now revision \(post.revision) and \(post.state.title).")
  }

  /// The tiers in which a member writes this post: an author writes for their own office. A right on a channel alone
  /// counts for what their home writes on it, not for what others do.
  func writing(_ post: Post) -> Set<Tier> {
    post.region == member.home ? standing.tiers(on: post) : standing.tiers(over: post.region)
  }

  /// An author writes for their own office, and only on channels that they hold a grant on.
  func needWrite(_ post: Post) throws(Refused) {
    try need(.author, of: writing(post), to: "write this post")
    for reference in post.content.channels {
      guard let channel = items.channels[reference.channel], channel.region == reference.region,
        channel.state != .removed
      else { throw Refused(.channel, "One of the channels does not exist, or not for this office.") }
      guard standing.tiers(on: reference).contains(.author) else {
        throw Refused(.channel, "You may not write on channel \(reference.channel.short); its office can let you.")
      }
    }
  }
}

extension PostContent {
  /// With the fields that an edit speaks of replaced.
  package func changed(by fields: PostFields) -> PostContent {
    var content = self
    for (language, text) in fields.texts ?? [:] { content.texts[language] = text.isEmpty ? nil : text }
    if let warning = fields.contentWarning { content.contentWarning = warning.isEmpty ? nil : warning }
    if let visibility = fields.visibility { content.visibility = visibility }
    if let media = fields.media { content.media = media }
    if let channels = fields.channels { content.channels = channels.sorted() }
    return content
  }
}

extension PostState {
  /// For sentences: "this post is …".
  package var title: String {
    switch self {
    case .draft: "a draft"
    case .submitted: "submitted"
    case .approved: "approved"
    case .returned: "returned"
    case .withdrawn: "withdrawn"
    case .stopped: "stopped"
    }
  }
}
