import Foundation

/// A visible effect: one line of the ledger.
package struct Effect: Sendable, Equatable {
  package enum Kind: String, Sendable { case create, edit, replace, delete }

  /// One picture or film of a post.
  package struct Medium: Sendable, Equatable {
    /// SHA-256 of the bytes as they were received, in hexadecimal digits.
    package var digest: String
    package var type: String
    package var description: String

    var json: JSON {
      ["sha256": .string(digest), "type": .string(type), "description": .string(description)]
    }
  }

  package var kind: Kind
  package var account: String
  package var id: String
  package var text: String
  package var inReplyTo: String?
  package var media: [Medium] = []
  package var at: Date
  /// What one platform alone knows of a post, under names of its own.
  package var details: [String: JSON] = [:]

  /// The effect as an object of the ledger file.
  func json(server: String, platform: String, number: Int) -> JSON {
    let common: JSON = [
      "n": .int(number), "at": .string(timestamp(at)), "server": .string(server), "platform": .string(platform),
      "account": .string(account), "event": .string(kind.rawValue), "id": .string(id), "text": .string(text),
      "in_reply_to_id": .optional(inReplyTo), "media": .array(media.map(\.json)),
    ]
    return common.merging(details)
  }
}
