import Domain

/// How late a post of a class may still go out without a person's word, in seconds after its due time.
package struct LateGrace: Hashable, Sendable {
  package var routine: Int64
  package var event: Int64
  package var emergency: Int64

  package init(routine: Int64 = 6 * 3600, event: Int64 = 3600, emergency: Int64 = 3600) {
    self.routine = routine
    self.event = event
    self.emergency = emergency
  }

  func seconds(_ postClass: PostClass) -> Int64 {
    switch postClass {
    case .routine: routine
    case .event: event
    case .emergency: emergency
    }
  }
}
