#if DEBUG
  /// Places at which a test may stop or kill the process, and guards that it may remove. Not in released programs.
  package struct DebugSwitches: Sendable {
    package enum Failpoint: String, Sendable, CaseIterable {
      case claimed
      case intentCommitted = "intent_committed"
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
    }

    package var reach: @Sendable (Failpoint) async -> Void = { _ in }
    package var sabotage: Set<Guard> = []

    package init() {}
  }
#endif
