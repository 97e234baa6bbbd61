import Domain
import Platforms

/// A platform of a test that is neither read back nor checked.
protocol QuietPlatform: Platform {}

extension QuietPlatform {
  func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest? { nil }
  func interpretReadBack(
    _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
  ) -> ReadBackResult { .undecided(sentence: "not asked") }
  func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest? { nil }
  func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult {
    .undecided(sentence: "not asked")
  }
  func precedes(_ left: String, _ right: String) -> Bool { left < right }
}
