import Dispatch

/// Looks at a condition again and again, some milliseconds apart, until it holds or the deadline has passed.
/// Returns whether it held, so that a test says `#expect(await eventually { … })` and names what it waited for.
package func eventually(
  within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while true {
    if try await condition() { return true }
    if ContinuousClock.now >= deadline || Task.isCancelled { return false }
    await withCheckedContinuation { look in
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { look.resume() }
    }
  }
}
