import Domain

/// A platform as requests and answers. An adapter does no I/O: it says what to ask next and reads what came back.
///
/// A delivery's steps are driven from outside:
/// `next` gives the request of the coming step; what came back goes to `interpret`; so on until `done`.
/// Look-up, read-back and check are driven likewise, by their own pairs.
package protocol Platform: Sendable {
  /// The adapter's name, as channels carry it: `mastodon`.
  var name: String { get }

  /// What this adapter can promise about repeating and looking up.
  var promises: PlatformPromises { get }

  /// What goes out on this channel, as the platform will show it; counted as the platform counts.
  func render(_ content: PostContent, on channel: Channel) -> Rendering

  /// The next step of a delivery.
  func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep

  /// What an answer, or its absence, to a step means.
  func interpret(_ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress) -> StepResult

  /// The request that tells whether the delivery is out; nil where the platform offers none.
  func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest?

  /// What the look-up found.
  func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult

  /// The request that reads a published post again by its id; nil where the platform offers none.
  func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest?

  /// Whether what was read is what was to be sent.
  func interpretReadBack(
    _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
  ) -> ReadBackResult

  /// The next of the harmless requests (they may open a session of their own) that prove that the credential opens
  /// the account and read its limits, given the answers so far; nil: enough was asked.
  func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest?

  /// Reads the answers to `check`, in the order in which they came.
  func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult

  /// The request that opens a session with the channel's credential, or renews the one held; nil where the platform
  /// takes the credential itself. Everywhere else the `Secret` is then the session's access token.
  func openSession(_ channel: Channel, _ credential: Secret, renewing held: PlatformSession?) -> PlatformRequest?

  /// What an answer, or its absence, to `openSession` means.
  func interpretSession(
    _ result: ExchangeResult, of channel: Channel, _ credential: Secret, renewing held: PlatformSession?
  ) -> SessionResult

  /// Whether an answer says that the session has ended: it is renewed before anything else is asked.
  func endsSession(_ response: PlatformResponse) -> Bool

  /// Until when the platform wants no more of this account, as any of its answers may say; nil: it did not say so.
  func notBefore(_ response: PlatformResponse) -> Instant?

  /// Whether the platform gave `left` out before `right`, both being ids of one account's posts.
  func precedes(_ left: String, _ right: String) -> Bool
}

extension Platform {
  /// For platforms whose answers tell nothing of their pace.
  package func notBefore(_ response: PlatformResponse) -> Instant? { nil }

  /// For platforms that know no sessions.
  package func openSession(
    _ channel: Channel, _ credential: Secret, renewing held: PlatformSession?
  ) -> PlatformRequest? { nil }

  package func interpretSession(
    _ result: ExchangeResult, of channel: Channel, _ credential: Secret, renewing held: PlatformSession?
  ) -> SessionResult {
    .refused(sentence: "This platform knows no sessions.")
  }

  package func endsSession(_ response: PlatformResponse) -> Bool { false }
}
