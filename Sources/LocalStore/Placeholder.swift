import GRDB
enum LocalStorePlaceholder {}
