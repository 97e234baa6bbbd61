import Foundation

extension Config {
  /// One Bluesky server: an account's data server and the view of what all see, in one. Every key that is absent has
  /// the value of the reference server.
  ///
  /// ```json
  /// {"name": "sky", "platform": "bluesky",
  ///  "accounts": [{"handle": "press.sky.example", "app_password": "abcd-efgh-ijkl-mnop"}]}
  /// ```
  package struct Bluesky: Sendable, Codable {
    package var name: String
    /// The port on the loopback interface; 0 for any free one.
    package var port: Int
    /// The domain of the server's own identity, `did:web:…`, and below which it lets people take handles.
    package var domain: String
    package var title: String
    /// How long an access token is good, in seconds.
    package var accessLifetime: Int
    /// How long a refresh token is good, in seconds.
    package var refreshLifetime: Int
    /// How long a used refresh token may be used again, in seconds; 0 revokes it at its first use.
    package var refreshGrace: Double
    /// Seconds until a write appears in what `app.bsky…` answers and on the page.
    package var appviewDelay: Double
    /// The most bytes of a picture in a post; older servers stop at 1000000.
    package var imageBytes: Int
    /// Seconds until a blob that no record names is swept away.
    package var blobLifetime: Double
    /// `lexicons`: records of known types are checked. `none`: everything that can be stored is.
    package var validation: Validation
    /// `json`: errors are as the lexicons say. `text`: the words alone, as other makes send them.
    package var errors: Errors
    /// What createRecord does when the record key is taken.
    package var existingKey: ExistingKey
    /// What deleteRecord does where nothing is: 200, or refuse with 400.
    package var absentDelete: AbsentDelete
    /// What putRecord does with what already stands so: nothing, or a commit of its own.
    package var repeatedPut: RepeatedPut
    package var rateLimits: RateLimits
    package var accounts: [Account]

    package enum Validation: String, Sendable, Codable { case lexicons, none }
    package enum Errors: String, Sendable, Codable { case json, text }
    package enum ExistingKey: String, Sendable, Codable { case fail, refuse, replace }
    package enum AbsentDelete: String, Sendable, Codable { case accept, refuse }
    package enum RepeatedPut: String, Sendable, Codable { case nothing, commit }

    package init(name: String, accounts: [Account]) {
      self.name = name
      port = 0
      domain = "\(name).example"
      title = name
      accessLifetime = 120 * 60
      refreshLifetime = 90 * 86400
      refreshGrace = 2 * 3600
      appviewDelay = 0
      imageBytes = 2_000_000
      blobLifetime = 3600
      validation = .lexicons
      errors = .json
      existingKey = .fail
      absentDelete = .accept
      repeatedPut = .nothing
      rateLimits = RateLimits()
      self.accounts = accounts
    }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        name: try box.decode(String.self, forKey: .name),
        accounts: try box.decode([Account].self, forKey: .accounts))
      try box.fill(&port, .port)
      try box.fill(&domain, .domain)
      try box.fill(&title, .title)
      try box.fill(&accessLifetime, .accessLifetime)
      try box.fill(&refreshLifetime, .refreshLifetime)
      try box.fill(&refreshGrace, .refreshGrace)
      try box.fill(&appviewDelay, .appviewDelay)
      try box.fill(&imageBytes, .imageBytes)
      try box.fill(&blobLifetime, .blobLifetime)
      try box.fill(&validation, .validation)
      try box.fill(&errors, .errors)
      try box.fill(&existingKey, .existingKey)
      try box.fill(&absentDelete, .absentDelete)
      try box.fill(&repeatedPut, .repeatedPut)
      try box.fill(&rateLimits, .rateLimits)
    }

    /// Why the accounts cannot be used, in words for a person.
    var problem: String? {
      for account in accounts {
        if !Syntax.isHandle(account.handle) {
          return "The handle \(account.handle) of server \(name) is no domain name."
        }
        if !Syntax.isDID(account.did) { return "\(account.did) of server \(name) is no DID." }
      }
      if Set(accounts.map { $0.handle.lowercased() }).count < accounts.count {
        return "Two accounts of server \(name) have one handle."
      }
      return Set(accounts.map(\.did)).count < accounts.count ? "Two accounts of server \(name) have one DID." : nil
    }
  }
}

extension Config.Bluesky {
  /// The limits on calls.
  package struct RateLimits: Sendable, Codable {
    /// Every call, by address.
    package var calls = Config.Window(3000, per: 300)
    /// Beginning sessions, by identifier and address.
    package var sessions = Config.Window(30, per: 300)
    package var sessionsPerDay = Config.Window(300, per: 86400)
    /// Points of writes, by account: a create costs 3, an update 2, a delete 1.
    package var points = Config.Window(5000, per: 3600)
    package var pointsPerDay = Config.Window(35000, per: 86400)
    /// Uploads of blobs, by account.
    package var uploads = Config.Window(1000, per: 86400)

    package init() {}

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      try box.fill(&calls, .calls)
      try box.fill(&sessions, .sessions)
      try box.fill(&sessionsPerDay, .sessionsPerDay)
      try box.fill(&points, .points)
      try box.fill(&pointsPerDay, .pointsPerDay)
      try box.fill(&uploads, .uploads)
    }
  }

  /// A person or office with an account.
  package struct Account: Sendable, Codable {
    /// The domain name by which people know the account.
    package var handle: String
    /// The identity that stays. One that is not given is made of the handle.
    package var did: String
    package var appPassword: String
    package var displayName: String
    package var state: State

    package enum State: String, Sendable, Codable { case active, deactivated, takendown }

    package init(_ handle: String, appPassword: String) {
      self.handle = handle
      did = Syntax.madeDID(of: handle)
      self.appPassword = appPassword
      displayName = String(handle.prefix { $0 != "." })
      state = .active
    }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        try box.decode(String.self, forKey: .handle),
        appPassword: try box.decode(String.self, forKey: .appPassword))
      try box.fill(&did, .did)
      try box.fill(&displayName, .displayName)
      try box.fill(&state, .state)
    }
  }
}
