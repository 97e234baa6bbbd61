import Foundation

/// Who may read a status.
package enum Visibility: String, Sendable, Codable { case `public`, unlisted, `private`, direct }

/// An account of a server.
struct Account: Sendable {
  let id: String
  let config: Config.Mastodon.Account
  let createdAt: Date
  /// Ids of the account's statuses, ascending.
  var statuses: [String] = []
  var notifications: [Notice] = []
}

/// A registered application.
struct Client: Sendable {
  let id: String
  let name: String
  let website: String?
  let redirects: [String]
  let scopes: [String]
  let clientID: String
  let clientSecret: String
}

/// A token and what it opens. Without an account it speaks for the application alone.
struct Token: Sendable {
  let value: String
  let account: String?
  let application: Client
  let scopes: [String]
  let createdAt: Date

  /// `write` opens `write:statuses`, and so on.
  func opens(_ scope: String) -> Bool {
    scopes.contains(scope) || scopes.contains { scope.hasPrefix($0 + ":") }
  }
}

/// A code that was given out by `/oauth/authorize` and not yet exchanged.
struct Grant: Sendable {
  let client: String
  let account: String
  let redirect: String
  let scopes: [String]
  let challenge: String?
}

/// A status with all its revisions.
struct Status: Sendable {
  struct Revision: Sendable, Equatable {
    var text: String
    var spoiler: String
    var sensitive: Bool
    var language: String?
    var media: [Attachment.Shown] = []
    var at: Date
  }

  let id: String
  let account: String
  let visibility: Visibility
  let inReplyTo: String?
  let inReplyToAccount: String?
  let application: Client
  let createdAt: Date
  /// From when on it appears in what is read back.
  let visibleAt: Date
  var mentions: [String]
  var revisions: [Revision]
  /// Ids of the statuses that answer this one and still stand, ascending.
  var replies: [String] = []

  var current: Revision { revisions[revisions.count - 1] }
  var editedAt: Date? { revisions.count > 1 ? current.at : nil }
}

/// A notification. Only mentions arise here.
struct Notice: Sendable {
  let id: String
  let from: String
  let status: String
  let createdAt: Date
  let visibleAt: Date
}
