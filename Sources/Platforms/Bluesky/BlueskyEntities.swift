/// The answers that we read, as far as we read them.
enum BlueskyEntities {
  /// `putRecord`.
  struct Written: Decodable {
    var uri: String
    var cid: String
  }

  /// `getRecord`.
  struct Record: Decodable {
    var uri: String
    var cid: String?
    var value: BlueskyValue
  }

  /// `listRecords`, by names alone.
  struct Records: Decodable {
    struct Record: Decodable {
      var uri: String
    }

    var records: [Record]
  }

  /// `getPosts`.
  struct Posts: Decodable {
    struct Post: Decodable {
      var uri: String
      var cid: String
      var record: BlueskyValue
    }

    var posts: [Post]
  }

  /// `uploadBlob`.
  struct Uploaded: Decodable {
    var blob: BlueskyValue
  }

  /// `resolveHandle`.
  struct Resolved: Decodable {
    var did: String
  }

  /// `describeServer`.
  struct Server: Decodable {
    var did: String
  }

  /// `deleteRecord`: an object with a commit, or with nothing.
  struct Deleted: Decodable {
    struct Commit: Decodable {
      var cid: String
      var rev: String
    }

    enum CodingKeys: String, CodingKey { case commit }

    private struct AnyKey: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      if try decoder.container(keyedBy: AnyKey.self).allKeys.isEmpty { return }
      _ = try decoder.container(keyedBy: CodingKeys.self).decode(Commit.self, forKey: .commit)
    }
  }

  /// `createSession` and `refreshSession`.
  struct Session: Decodable {
    struct Document: Decodable {
      struct Service: Decodable {
        var id: String
        var serviceEndpoint: String
      }

      var service: [Service]
    }

    var accessJwt: String
    var refreshJwt: String
    var handle: String
    var did: String
    var active: Bool?
    var status: String?
    var didDoc: Document?

    enum CodingKeys: String, CodingKey {
      case accessJwt, refreshJwt, handle, did, active, status, didDoc
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      accessJwt = try fields.decode(String.self, forKey: .accessJwt)
      refreshJwt = try fields.decode(String.self, forKey: .refreshJwt)
      handle = try fields.decode(String.self, forKey: .handle)
      did = try fields.decode(String.self, forKey: .did)
      active = try? fields.decode(Bool.self, forKey: .active)
      status = try? fields.decode(String.self, forKey: .status)
      didDoc = try? fields.decode(Document.self, forKey: .didDoc)
    }

    /// Where the account is kept; nil: not told.
    var home: PlatformAddress? {
      didDoc?.service.first { $0.id.hasSuffix("#atproto_pds") }.flatMap { PlatformAddress($0.serviceEndpoint) }
    }
  }

  /// `{"error": "Name", "message": "…"}`.
  struct Refusal: Decodable {
    var error: String
    var message: String?

    enum CodingKeys: String, CodingKey { case error, message }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      error = try fields.decode(String.self, forKey: .error)
      message = try? fields.decode(String.self, forKey: .message)
    }
  }
}
