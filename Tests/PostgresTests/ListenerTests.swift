import Postgres
import TestKit
import Testing

@Suite struct ListenerTests {
  static let ring = PostgresStatement("select pg_notify($1, $2)", name: "ring")
  static let find = PostgresStatement(
    "select pid from pg_stat_activity where application_name = $1", name: "find")

  @Test func hearsAndComesBackAfterAGap() async throws {
    let channel = ScratchDatabase.uniqueName("Bell ")
    var configuration = try Scratch.configuration()
    configuration.applicationName = ScratchDatabase.uniqueName("listener")
    let listener = PostgresListener(
      configuration: configuration, channels: [channel, "other"], backoff: PostgresBackoff(first: .milliseconds(5)))
    let ringer = try await Scratch.connect()
    var elements = listener.makeAsyncIterator()
    #expect(try await elements.next() == .listening)
    _ = try await ringer.query(Self.ring, [.text(channel), .text("1")])
    _ = try await ringer.query(Self.ring, [.text(channel), .text("2")])
    #expect(try await elements.next() == .notification(PostgresNotification(channel: channel, payload: "1")))
    #expect(try await elements.next() == .notification(PostgresNotification(channel: channel, payload: "2")))
    let pid = try await ringer.query(Self.find, [.text(configuration.applicationName)])[0].int("pid")
    _ = try await ringer.query(Statements.terminate, [.int(pid)])
    #expect(try await elements.next() == .reconnected)
    _ = try await ringer.query(Self.ring, [.text(channel), .text("3")])
    #expect(try await elements.next() == .notification(PostgresNotification(channel: channel, payload: "3")))
  }

  @Test func endsWhenTheTaskIsCancelled() async throws {
    var configuration = try Scratch.configuration()
    configuration.applicationName = ScratchDatabase.uniqueName("listener")
    let listener = PostgresListener(configuration: configuration, channels: ["quiet"])
    let (listening, heard) = AsyncStream.makeStream(of: PostgresListener.Element.self)
    let task = Task {
      for try await element in listener { heard.yield(element) }
      heard.finish()
    }
    var elements = listening.makeAsyncIterator()
    #expect(await elements.next() == .listening)
    task.cancel()
    try await task.value
    #expect(await elements.next() == nil)
    let watcher = try await Scratch.connect()
    try await Scratch.until("the backend is gone") {
      try await watcher.query(Self.find, [.text(configuration.applicationName)]).isEmpty
    }
  }

  @Test func whatNoWaitingCuresIsThrown() async throws {
    var configuration = try Scratch.configuration()
    configuration.database = "no_such_database"
    let listener = PostgresListener(configuration: configuration, channels: ["x"])
    let error = await #expect(throws: PostgresError.self) {
      var elements = listener.makeAsyncIterator()
      _ = try await elements.next()
    }
    #expect(error?.sqlstate == "3D000")
  }
}
