#if DEBUG
  /// Places at which a test may stop or kill the process, and guards that it may remove. Not in released programs.
  package struct DebugSwitches: Sendable {
    package enum Failpoint: String, Sendable, CaseIterable {
      case claimed
      case intentCommitted = "intent_committed"
      /// The last check has said yes; not a byte of the publish has left.
      case leaving
      /// The publish has been given to the connection; no answer has been read.
      case bodySent = "body_sent"
      case answerRead = "answer_read"
      case settled
      /// The intent to open or renew a session is written.
      case sessionIntended = "session_intended"
      /// The platform has answered it.
      case sessionAnswered = "session_answered"
    }

    package enum Guard: String, Sendable, CaseIterable {
      /// Revision, approvals and policy at the intent.
      case approval
      /// Stops at the intent.
      case stop
      /// The intent before the request.
      case intent
      /// The look-up before a repeat.
      case lookup
      /// That only who holds the lane may send, and only who made the try may say what came of it.
      case fence
    }

    package var reach: @Sendable (Failpoint) async -> Void = { _ in }
    /// The same on libcurl's thread, where nothing may wait: `leaving` and `bodySent`.
    package var pass: @Sendable (Failpoint) -> Void = { _ in }
    package var sabotage: Set<Guard> = []

    package init() {}

    /// The same leave, with its failpoints, and without the guard that may have been removed.
    func watched(_ leave: Leave) -> Leave {
      var watched = leave
      let isUnfenced = sabotage.contains(.fence)
      watched.mayLeave = {
        guard isUnfenced || leave.mayLeave() else { return false }
        pass(.leaving)
        return true
      }
      watched.onSent = { pass(.bodySent) }
      return watched
    }
  }
#endif
