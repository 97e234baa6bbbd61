/// What a post must be to be one.
extension Matter {
  func checkContent(_ post: Post) throws(Refused) {
    try checkWords(post)
    if let problem = misfit(post) { throw problem }
  }

  /// Each value by itself: whatever else the post holds, this cannot stand.
  func checkWords(_ post: Post) throws(Refused) {
    let content = post.content
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
    try checkImages(content)
    if let due = post.due {
      // Offsets reach from -12 to +14 hours: what people read must be near what will happen.
      guard Wording.isZone(due.zone), let shown = Instant(due.wall + ":00Z"), due.wall.utf8.count == 16,
        abs(shown.seconds(since: due.at)) <= 15 * 3600
      else { throw Refused(.content, "The due time and what was typed for it do not fit.") }
    }
    if let latest = [post.due?.at, post.notAfter].compactMap({ $0 }).max(), latest >= Wording.farthest {
      throw Refused(.content, "A time is too far away: nothing is planned for the year 2200 or later.")
    }
  }

  /// What does not fit together, though each value by itself may stand; nil: it fits.
  func misfit(_ post: Post) -> Refused? {
    let content = post.content
    if content.channels.isEmpty { return Refused(.content, "No channel is named.") }
    if Set(content.channels.map(\.channel)).count < content.channels.count {
      return Refused(.content, "A channel is named twice.")
    }
    if content.texts.count > Wording.mostLanguages {
      return Refused(.content, "There are more than \(Wording.mostLanguages) languages.")
    }
    if content.texts.isEmpty { return Refused(.content, "There is no text.") }
    if let misfit = imageMisfit(content) { return misfit }
    for reference in content.channels {
      guard let channel = items.channels[reference.channel] else { continue }
      if !channel.languages.contains(where: { content.texts[$0] != nil }) {
        let languages = channel.languages.joined(separator: ", ")
        return Refused(.content, "There is no text in a language of the channel \(channel.name) (\(languages)).")
      }
    }
    if let due = post.due, let notAfter = post.notAfter, notAfter < due.at {
      return Refused(.content, "\"Not after\" lies before the due time.")
    }
    return nil
  }
}
