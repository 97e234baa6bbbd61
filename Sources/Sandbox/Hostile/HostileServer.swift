import Foundation

extension Config {
  /// A server of the worst platform that we can think of: it knows no key, and nobody can ask what it has done.
  ///
  /// ```json
  /// {"name": "moor", "platform": "hostile", "accounts": [{"username": "press", "token": "press-token"}]}
  /// ```
  package struct Hostile: Sendable, Codable {
    package var name: String
    /// The port on the loopback interface; 0 for any free one.
    package var port: Int
    /// Seconds until a message appears on the page.
    package var visibilityDelay: Double
    package var accounts: [Account]

    package struct Account: Sendable, Codable {
      package var username: String
      package var token: String

      package init(_ username: String, token: String) {
        self.username = username
        self.token = token
      }
    }

    package init(name: String, accounts: [Account]) {
      self.name = name
      port = 0
      visibilityDelay = 90
      self.accounts = accounts
    }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        name: try box.decode(String.self, forKey: .name),
        accounts: try box.decode([Account].self, forKey: .accounts))
      try box.fill(&port, .port)
      try box.fill(&visibilityDelay, .visibilityDelay)
    }
  }
}

/// One server of the hostile platform, as a value. `POST /messages` with `{"text": …}` makes a message and answers its
/// `id`, each time another; `DELETE /messages/ID` takes it away; `GET /me` tells whose token it is. That is all.
package struct HostileServer: Stand {
  private struct Message {
    var id: String
    var account: String
    var text: String
    var at: Date
  }

  package static let platform = Config.Server.Platform.hostile

  package let config: Config.Hostile
  package var base: String
  private var messages: [Message] = []
  private var identifiers = Identifiers(.ulid)

  package init(_ config: Config.Hostile, base: String) {
    self.config = config
    self.base = base
  }

  package var name: String { config.name }

  package func mostBytes(_ call: Call) -> Int { 100_000 }

  package func read(_ body: [UInt8], into call: inout Call) throws(Refusal) { call.body = body }

  package func username(of call: Call) -> String? {
    call.bearer.flatMap { token in config.accounts.first { $0.token == token }?.username }
  }

  package mutating func handle(_ call: Call, at now: Date, bent: Bent = Bent()) -> Reply {
    do throws(Refusal) {
      guard let account = username(of: call) else { throw Refusal.invalidToken }
      return try respond(call, as: account, at: now)
    } catch {
      return Reply(answer: error.answer)
    }
  }

  private mutating func respond(_ call: Call, as account: String, at now: Date) throws(Refusal) -> Reply {
    let path = call.path.split(separator: "/").map(String.init)
    switch (call.method, path.first, path.count) {
    case ("GET", "me", 1):
      return Reply(answer: .json(["username": .string(account)]))
    case ("POST", "messages", 1):
      guard let text = (try? JSON(bytes: call.body))?["text"]?.text, (1...1000).contains(text.unicodeScalars.count)
      else { throw Refusal(422, "A message has 1 to 1000 characters") }
      let message = Message(id: identifiers.next(at: now), account: account, text: text, at: now)
      messages.append(message)
      return Reply(answer: .json(["id": .string(message.id)]), effects: [effect(.create, message, at: now)])
    case ("DELETE", "messages", 2):
      guard let place = messages.firstIndex(where: { $0.id == path[1] && $0.account == account }) else {
        throw Refusal.notFound
      }
      let message = messages.remove(at: place)
      return Reply(answer: .json(["id": .string(message.id)]), effects: [effect(.delete, message, at: now)])
    default:
      throw Refusal(404, "Not Found")
    }
  }

  private func effect(_ kind: Effect.Kind, _ message: Message, at now: Date) -> Effect {
    Effect(kind: kind, account: message.account, id: message.id, text: message.text, at: now)
  }

  package func answer(_ trouble: Trouble, status: Int?) -> Answer {
    switch trouble {
    case .unavailable: return Refusal(status ?? 503, "Not now").answer
    case .failed: return Refusal(status ?? 500, "Failed").answer
    case .tooMany(let until, let now):
      var answer = Refusal.tooMany.answer
      answer.headers["retry-after"] = String(Int(max(1, until.timeIntervalSince(now).rounded(.up))))
      return answer
    case .tooLarge: return Refusal(status ?? 413, "Too large").answer
    }
  }

  package func page(of name: String?, at now: Date) -> String? {
    let shown = config.accounts.filter { name == nil || $0.username == name }
    if name != nil && shown.isEmpty { return nil }
    return Page.public(title: config.name, accounts: shown.map { section($0.username, at: now) })
  }

  private func section(_ account: String, at now: Date) -> Page.Section {
    let visible = messages.reversed().filter {
      $0.account == account && $0.at.addingTimeInterval(config.visibilityDelay) <= now
    }
    return Page.Section(
      name: account, display: account, address: "\(base)/@\(account)", count: visible.count,
      posts: visible.prefix(200).map { message in
        Page.Post(
          id: message.id, time: timestamp(message.at), shown: Page.shown(message.at), language: "",
          content: StatusText.escape(message.text), warning: "", warned: false, reply: false, edited: "",
          wasEdited: false, application: nil)
      })
  }

  package func file(_ name: String, at now: Date) -> Answer? { nil }
}
