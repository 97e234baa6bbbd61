#if DEBUG
  import Domain
  import Foundation
  import HTTPTypes

  /// The worst platform that we can think of: no key, no look-up, and what it did shows late.
  ///
  /// Compiled into debug builds only. Whoever delivers through it without ever sending twice needs no promise.
  package struct HostilePlatform: Platform {
    package init() {}

    package let name = "hostile"
    package let promises = PlatformPromises(repeatIsSafeFor: nil, canLookUp: false, visibleAfter: 90)

    static let limit = 1000

    private struct Message: Codable {
      var id: String?
      var text: String?
    }

    package func render(_ content: PostContent, on channel: Channel) -> Rendering {
      let out = OutgoingText(content, on: channel)
      let limit = channel.limits.maxCharacters ?? Self.limit
      let length = out.text.unicodeScalars.count
      let over = length > limit ? ["Too long by \(length - limit) characters: this platform takes \(limit)."] : []
      return Rendering(
        text: out.text, parts: out.parts, length: length, limit: limit, problems: out.problems + over)
    }

    package func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
      guard let address = PlatformAddress(order.channel.address) else {
        return .done(.rejected(code: "address", sentence: "The channel's address is no address of a server."))
      }
      switch order.kind {
      case .publish:
        let rendering = render(order.content, on: order.channel)
        if let problem = rendering.problems.first { return .done(.rejected(code: "content", sentence: problem)) }
        guard let body = try? JSONEncoder().encode(Message(text: rendering.text)) else {
          return .done(.rejected(code: "content", sentence: "The text cannot be put into a request."))
        }
        let head = address.request(
          .post, "/messages", secret: order.secret, fields: [.contentType: "application/json"])
        return .request(PlatformRequest(head: head, body: .bytes(Array(body)), acts: true))
      case .takeDown:
        guard let id = ForeignText.id(order.remoteID, hiding: order.secret) else {
          return .done(.rejected(code: "no_id", sentence: "Nobody knows under which id the post stands there."))
        }
        let path = "/messages/" + PlatformAddress.escaped(id)
        return .request(PlatformRequest(head: address.request(.delete, path, secret: order.secret), acts: true))
      case .edit:
        return .done(.rejected(code: "edit", sentence: "A post that is out cannot be edited here."))
      }
    }

    package func interpret(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress
    ) -> StepResult {
      switch result {
      case .failure(mayHaveActed: false, let sentence):
        .done(.surelyNot(retryAt: nil, sentence: ForeignText.shown(sentence, hiding: order.secret)))
      case .failure(mayHaveActed: true, let sentence):
        .done(.unknown(sentence: ForeignText.shown(sentence, hiding: order.secret)))
      case .answer(let response):
        .done(outcome(response, of: order))
      }
    }

    private func outcome(_ response: PlatformResponse, of order: DeliveryOrder) -> DeliveryOutcome {
      switch response.status {
      case 200:
        guard let message = response.read(Message.self),
          let id = ForeignText.id(message.id, hiding: order.secret), order.kind == .publish || id == order.remoteID
        else { return .unknown(sentence: "The answer names no message.") }
        return .acted(remoteID: id, url: nil)
      case 401:
        return .credential(sentence: "The platform no longer takes this channel's credential.")
      case 422:
        return .rejected(code: "refused", sentence: "The platform refused this message.")
      case 429:
        return .surelyNot(
          retryAt: RetryTime.read(response, reset: .retryAfter), sentence: "The platform asks us to slow down.")
      default:
        return .unknown(sentence: "The platform answered \(response.status): it may have acted all the same.")
      }
    }

    package func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
      nil
    }

    package func interpretLookUp(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
    ) -> LookUpResult {
      .undecided(sentence: "This platform cannot be asked.")
    }

    package func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest? { nil }

    package func interpretReadBack(
      _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
    ) -> ReadBackResult {
      .undecided(sentence: "This platform cannot be asked.")
    }

    package func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest? {
      guard results.isEmpty, let address = PlatformAddress(channel.address) else { return nil }
      return PlatformRequest(head: address.request(.get, "/me", secret: secret), acts: false)
    }

    package func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult {
      guard case .answer(let response)? = results.first else {
        return .undecided(sentence: "The platform could not be asked.")
      }
      return switch response.status {
      case 200: .fine(channel.limits, newest: nil)
      case 401: .refused(sentence: "The platform does not take this credential.")
      default: .undecided(sentence: "The platform answered \(response.status).")
      }
    }

    package func precedes(_ left: String, _ right: String) -> Bool { left < right }
  }
#endif
