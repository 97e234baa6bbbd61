/// What came of a request.
package enum ExchangeResult: Hashable, Sendable {
  case answer(PlatformResponse)
  /// No usable answer. `mayHaveActed` is false only when surely not one byte of the request left.
  case failure(mayHaveActed: Bool, sentence: String)
}
