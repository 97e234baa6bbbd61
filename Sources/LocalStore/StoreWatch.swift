import GRDB

/// Notices that another process has written to the store, by SQLite's own count of foreign commits: a look costs
/// some microseconds and reads no table.
package final class StoreWatch: Sendable {
  private let queue: DatabaseQueue

  package init(folder: String) throws(LocalStoreError) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "watch"
    do {
      queue = try DatabaseQueue(path: LocalStore.file(in: folder), configuration: configuration)
    } catch let error as DatabaseError {
      throw LocalStoreError(error)
    } catch {
      throw LocalStoreError(.unreachable, "the store cannot be watched")
    }
  }

  /// A number that differs whenever somebody has written since the last look.
  package func mark() throws(LocalStoreError) -> Int {
    do {
      return try queue.read { try Int.fetchOne($0, sql: "pragma data_version") ?? 0 }
    } catch let error as DatabaseError {
      throw LocalStoreError(error)
    } catch {
      throw LocalStoreError(.failed, "the store cannot be watched")
    }
  }
}
