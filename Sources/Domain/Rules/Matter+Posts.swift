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

  func editPost(_ payload: EditPost) throws(Refused) -> [Item] {
    var post = try findPost()
    try needCurrent(post)
    if items.deliveries(of: post.id).contains(where: \.holdsWords) {
      throw Refused(.notYet, "This post is out or on its way. Changing what is out is not yet possible: withdraw it.")
    }
    guard post.state != .withdrawn else {
      throw Refused(.state, "This post was withdrawn. Write a new one.")
    }
    let changes = payload.changes
    guard !changes.isEmpty else { throw Refused(.content, "Nothing is changed.") }
    // The channels that it has are not asked about: one that was removed must not keep the post from being mended.
    try need(.author, of: writing(post), to: "write this post")
    let content = post.content.changed(by: changes)
    // The canonical form tells texts apart that Swift's own comparison takes for equal.
    let isNew =
      content != post.content || content.digest(post: post.id) != post.digest
      || (changes.postClass.map { $0 != post.postClass } ?? false)
    if !isNew, !post.approvals.isEmpty {
      try need(.approver, .dutyEditor, of: standing.tiers(on: post), to: "move an approved post")
    }
    post.apply(labels: changes)
    if isNew {
      guard post.revision < Wording.mostRevisions else {
        throw Refused(.state, "This post was changed \(post.revision) times already. Write a new one.")
      }
      post.revise(content, by: member, activity: activity.id, at: activity.at)
      post.state = .draft
      post.reason = nil
    }
    try needWrite(post)
    try checkContent(post)
    return [.post(next(post))]
  }

  func submitPost(_ named: RevisionNamed) throws(Refused) -> [Item] {
    var post = try findPost()
    try needRevision(named, of: post)
    try needWrite(post)
    guard [.draft, .returned, .stopped].contains(post.state) else {
      throw Refused(.state, "This post is \(post.state.title); only a draft can be submitted.")
    }
    post.state = .submitted
    post.reason = nil
    return [.post(next(post))]
  }

  func approvePost(_ named: RevisionNamed) throws(Refused) -> [Item] {
    var post = try findPost()
    try needRevision(named, of: post)
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
    let demand = items.demand(on: post)
    guard let tier = Standing.consenting(tiers, to: demand) else {
      throw Refused(.tier, "To approve this post you need to be an approver here.")
    }
    post.approvals.append(
      Approval(revision: post.revision, member: member, tier: tier, activity: activity.id, at: at))
    if demand.isMet(by: post.approvals) { post.state = .approved }
    return [.post(next(post))]
  }

  func returnPost(_ payload: Reason) throws(Refused) -> [Item] {
    var post = try findPost()
    try need(.approver, .dutyEditor, of: standing.tiers(on: post), to: "return this post")
    guard post.state == .submitted || post.state == .approved else {
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
    return [.post(next(post))]
  }

  // MARK: - What these have in common

  private func findPost() throws(Refused) -> Post {
    guard let post = items.posts[activity.item.id.of()], post.region == activity.item.region else {
      throw noSuch("post")
    }
    return post
  }

  private func next(_ post: Post) -> Post {
    var post = post
    post.version += 1
    post.activity = activity.id
    return post
  }

  /// The words that the member saw are the words that stand.
  private func needRevision(_ named: RevisionNamed, of post: Post) throws(Refused) {
    guard named.revision == post.revision, named.digest == post.digest else { throw changedMeanwhile(post) }
  }

  private func needCurrent(_ post: Post) throws(Refused) {
    guard activity.base == post.version else { throw changedMeanwhile(post) }
  }

  private func changedMeanwhile(_ post: Post) -> Refused {
    let who = post.history.last?.memberName ?? "somebody else"
    return Refused(
      .changedMeanwhile, "Changed meanwhile by \(who): it is now revision \(post.revision) and \(post.state.title).")
  }

  /// The tiers in which a member writes this post: an author writes for their own office. A right on a channel alone
  /// counts for what their home writes on it, not for what others do.
  private func writing(_ post: Post) -> Set<Tier> {
    post.region == member.home ? standing.tiers(on: post) : standing.tiers(over: post.region)
  }

  /// An author writes for their own office, and only on channels that they hold a grant on.
  private func needWrite(_ post: Post) throws(Refused) {
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

  private func checkContent(_ post: Post) throws(Refused) {
    let content = post.content
    guard !content.channels.isEmpty else { throw Refused(.content, "No channel is named.") }
    guard Set(content.channels.map(\.channel)).count == content.channels.count else {
      throw Refused(.content, "A channel is named twice.")
    }
    guard content.texts.count <= Wording.mostLanguages else {
      throw Refused(.content, "There are more than \(Wording.mostLanguages) languages.")
    }
    guard !content.texts.isEmpty else { throw Refused(.content, "There is no text.") }
    for (language, text) in content.texts.sorted(by: { $0.key < $1.key }) {
      guard Wording.isLanguage(language) else { throw Refused(.content, "\(language) is no language tag.") }
      guard !text.allSatisfy(\.isWhitespace) else { throw Refused(.content, "The text in \(language) is empty.") }
      guard text.unicodeScalars.count <= Wording.longest else {
        throw Refused(.content, "The text in \(language) has more than \(Wording.longest) characters.")
      }
    }
    for label in [post.campaign, post.reference, content.replyTo].compactMap({ $0 }) {
      try needLine(label, "A reference or campaign", atMost: 200)
    }
    if let warning = content.contentWarning { try needLine(warning, "The content warning") }
    let labels = [content.contentWarning, content.replyTo, post.campaign, post.reference].compactMap { $0 }
    guard (content.texts.values + labels).allSatisfy(Wording.isSendable) else {
      throw Refused(.content, "There is a control character that must not go out.")
    }
    guard content.media.isEmpty else { throw Refused(.notYet, "Images are not yet possible.") }
    for reference in content.channels {
      guard let channel = items.channels[reference.channel] else { continue }
      guard channel.languages.contains(where: { content.texts[$0] != nil }) else {
        let languages = channel.languages.joined(separator: ", ")
        throw Refused(.content, "There is no text in a language of the channel \(channel.name) (\(languages)).")
      }
    }
    if let due = post.due {
      // Offsets reach from -12 to +14 hours: what people read must be near what will happen.
      guard Wording.isZone(due.zone), let shown = Instant(due.wall + ":00Z"), due.wall.utf8.count == 16,
        abs(shown.seconds(since: due.at)) <= 15 * 3600
      else { throw Refused(.content, "The due time and what was typed for it do not fit.") }
    }
    if let due = post.due, let notAfter = post.notAfter, notAfter < due.at {
      throw Refused(.content, "\"Not after\" lies before the due time.")
    }
  }
}

extension DeliveryItem {
  /// Whether the words of the post are out or on their way. What is looked up only because the database was restored
  /// was last known as unsent: it takes new words, and whatever is found out there is found in any of them.
  fileprivate var holdsWords: Bool { state.mayBeOut && !(state == .unknown && reason == "restored") }
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

extension Post {
  /// Takes the fields that are not part of the content.
  mutating func apply(labels fields: PostFields) {
    if let postClass = fields.postClass { self.postClass = postClass }
    switch fields.due {
    case .at(let due): self.due = due
    case .some(.none): due = nil
    case nil: break
    }
    switch fields.notAfter {
    case .at(let time): notAfter = time
    case .some(.none): notAfter = nil
    case nil: break
    }
    if let campaign = fields.campaign { self.campaign = campaign.isEmpty ? nil : campaign }
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
