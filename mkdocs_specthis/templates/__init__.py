"""Files that `specthis init` and `specthis install` write into a project; they ship with the package.

Which of them go where is said in `core/scaffold.py`.
"""
