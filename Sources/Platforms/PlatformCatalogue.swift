/// Every adapter that this build holds, by the name that channels carry.
package enum PlatformCatalogue {
  package static let all: [any Platform] = {
    var adapters: [any Platform] = [MastodonPlatform(), BlueskyPlatform()]
    #if DEBUG
      adapters.append(HostilePlatform())
    #endif
    return adapters
  }()

  /// Nil: no adapter of this build goes by that name.
  package static func adapter(named name: String) -> (any Platform)? {
    all.first { $0.name == name }
  }
}
