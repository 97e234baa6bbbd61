/// A post field by field, as edits, merges and conflicts see it.
extension Post {
  package subscript(field: PostField) -> FieldValue {
    get {
      switch field {
      case .text(let language): .text(content.texts[language] ?? "")
      case .contentWarning: .text(content.contentWarning ?? "")
      case .alternative(let image, let language): .text(content.alternative(of: image, in: language))
      case .visibility: .visibility(content.visibility)
      case .media: .media(content.media)
      case .channels: .channels(content.channels)
      case .postClass: .postClass(postClass)
      case .due: .due(due)
      case .notAfter: .notAfter(notAfter)
      case .campaign: .text(campaign ?? "")
      }
    }
    set {
      switch (field, newValue) {
      case (.text(let language), .text(let text)): content.texts[language] = text.isEmpty ? nil : text
      case (.contentWarning, .text(let text)): content.contentWarning = text.isEmpty ? nil : text
      case (.alternative(let image, let language), .text(let text)):
        for index in content.media.indices where content.media[index].sha256 == image {
          content.media[index].alternative[language] = text.isEmpty ? nil : text
          // What is described is no mere decoration: the two cannot stand together.
          if !text.isEmpty { content.media[index].decorative = false }
        }
      case (.visibility, .visibility(let visibility)): content.visibility = visibility
      case (.media, .media(let media)): content.media = media
      case (.channels, .channels(let channels)): content.channels = channels.sorted()
      case (.postClass, .postClass(let postClass)): self.postClass = postClass
      case (.due, .due(let due)): self.due = due
      case (.notAfter, .notAfter(let time)): notAfter = time
      case (.campaign, .text(let text)): campaign = text.isEmpty ? nil : text
      default: break
      }
    }
  }

  /// Every field that the post has, those that hold nothing apart where there may be any number of them.
  package var fields: Set<PostField> {
    var fields: Set<PostField> = [
      .contentWarning, .visibility, .media, .channels, .postClass, .due, .notAfter, .campaign,
    ]
    fields.formUnion(content.texts.keys.map(PostField.text))
    for image in content.media {
      fields.formUnion(image.alternative.keys.map { PostField.alternative(image.sha256, $0) })
    }
    return fields
  }

  /// The fields in which another state of the post differs, in the order of their names.
  package func differences(from other: Post) -> [PostField] {
    fields.union(other.fields).filter { self[$0] != other[$0] }.sorted { $0.name < $1.name }
  }
}

extension PostContent {
  /// Empty: none.
  package func alternative(of image: Digest, in language: String) -> String {
    media.first { $0.sha256 == image }?.alternative[language] ?? ""
  }
}

extension PostFields {
  /// What is spoken of, by field.
  package var values: [PostField: FieldValue] {
    var values: [PostField: FieldValue] = [:]
    for (language, text) in texts ?? [:] { values[.text(language)] = .text(text) }
    if let contentWarning { values[.contentWarning] = .text(contentWarning) }
    if let visibility { values[.visibility] = .visibility(visibility) }
    if let media { values[.media] = .media(media) }
    if let channels { values[.channels] = .channels(channels) }
    if let postClass { values[.postClass] = .postClass(postClass) }
    switch due {
    case .at(let due): values[.due] = .due(due)
    case .some(.none): values[.due] = .due(nil)
    case nil: break
    }
    switch notAfter {
    case .at(let time): values[.notAfter] = .notAfter(time)
    case .some(.none): values[.notAfter] = .notAfter(nil)
    case nil: break
    }
    if let campaign { values[.campaign] = .text(campaign) }
    return values
  }
}

/// Who gave a field of a post the value that it has.
package struct Touch: Hashable, Sendable, Codable {
  package var member: MemberID
  /// As it was then.
  package var memberName: String
  package var activity: ActivityID
  /// The office's clock.
  package var at: Instant

  package init(member: MemberID, memberName: String, activity: ActivityID, at: Instant) {
    self.member = member
    self.memberName = memberName
    self.activity = activity
    self.at = at
  }

  enum CodingKeys: String, CodingKey {
    case member = "member_id"
    case memberName = "member_name"
    case activity = "activity_id"
    case at
  }
}

extension PostFields {
  /// The values that the fields of a change have now: what the change starts from.
  package init(of post: Post, where changes: PostFields) {
    self.init()
    texts = changes.texts.map { texts in
      Dictionary(uniqueKeysWithValues: texts.keys.map { ($0, post.content.texts[$0] ?? "") })
    }
    if changes.contentWarning != nil { contentWarning = post.content.contentWarning ?? "" }
    if changes.visibility != nil { visibility = post.content.visibility }
    if changes.media != nil { media = post.content.media }
    if changes.channels != nil { channels = post.content.channels }
    if changes.postClass != nil { postClass = post.postClass }
    if changes.due != nil { due = post.due.map(DueChange.at) ?? DueChange.none }
    if changes.notAfter != nil { notAfter = post.notAfter.map(NotAfterChange.at) ?? NotAfterChange.none }
    if changes.campaign != nil { campaign = post.campaign ?? "" }
  }

  /// Without the fields, and texts of languages, that say what another's say.
  package func without(_ same: PostFields) -> PostFields {
    var left = self
    left.texts = texts?.filter { same.texts?[$0.key] != $0.value }
    if left.texts?.isEmpty == true { left.texts = nil }
    if contentWarning == same.contentWarning { left.contentWarning = nil }
    if visibility == same.visibility { left.visibility = nil }
    if media == same.media { left.media = nil }
    if channels == same.channels { left.channels = nil }
    if postClass == same.postClass { left.postClass = nil }
    if due == same.due { left.due = nil }
    if notAfter == same.notAfter { left.notAfter = nil }
    if campaign == same.campaign { left.campaign = nil }
    return left
  }
}

extension EditPost {
  /// What of these changes is one, as the post stands; nil where it says all of it already. What is typed again as it
  /// stands is no change: put together with another's later, it would yield to it unseen.
  package init?(of post: Post, by wanted: PostFields) {
    let changes = wanted.without(PostFields(of: post, where: wanted))
    guard !changes.isEmpty else { return nil }
    self.init(base: PostFields(of: post, where: changes), changes: changes)
  }
}
