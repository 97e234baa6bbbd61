import Console
import Logging
import Testing

@testable import CoordinatorApp

/// What the setting takes. That a process is killed there is shown by the tests of whole programs.
struct FailpointTests {
  private let logger = Logger(label: "test")

  @Test(arguments: [
    [], ["claimed"], ["intent_committed=kill"], ["leaving=stop:3", "body_sent:2"], ["answer_read=kill:10"],
  ])
  func names(_ words: [String]) throws {
    _ = try Failpoints(words, logger: logger)
  }

  @Test(arguments: ["", "nowhere", "claimed=", "claimed=pause", "claimed:0", "claimed:-1", "claimed:x", "=kill", ":1"])
  func anythingElseIsToldWithWhatThereIs(_ word: String) {
    let complaint = #expect(throws: Complaint.self) { try Failpoints([word], logger: logger) }
    #expect(complaint?.status == .usage && complaint?.remedy?.contains("body_sent") == true)
  }
}
